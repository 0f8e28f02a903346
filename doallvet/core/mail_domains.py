"""Whether a domain takes mail: asked of the domain name system, as a hint and never as a condition."""

from collections.abc import Iterable

import dns.exception
import dns.resolver
from django.conf import settings
from django.core.cache import cache

SECONDS = 1.5  # for one name; who waits for a page does not wait longer
KEPT = 24 * 3600
UNKNOWN = "unknown"


def takes_mail(domains: Iterable[str]) -> dict[str, bool | None]:
    """Give by domain whether it takes mail: it has a mail exchange, or else an address; None: it could not be asked.

    Nothing is asked where `MAIL_DOMAIN_CHECK` is off. What was learned is kept for a day.
    """
    if not settings.MAIL_DOMAIN_CHECK:
        return {}
    return {domain: _known(domain) for domain in domains}


def _known(domain: str) -> bool | None:
    key = f"mail-domain:{domain}"
    found = cache.get(key)
    if found is None and (found := ask(domain)) is not None:
        cache.set(key, found, KEPT)
    return found


def ask(domain: str) -> bool | None:
    """Ask for one domain (RFC 5321, 5.1; a mail exchange named "." takes none, RFC 7505)."""
    resolver = dns.resolver.Resolver(configure=not settings.DNS_SERVERS)
    if settings.DNS_SERVERS:
        resolver.nameservers = [server.rpartition(":")[0] or server for server in settings.DNS_SERVERS]
        resolver.port = int(settings.DNS_SERVERS[0].rpartition(":")[2] or 53)
    try:
        return any(str(row.exchange) != "." for row in resolver.resolve(domain, "MX", lifetime=SECONDS))
    except dns.resolver.NoAnswer:
        pass  # no mail exchange: then its address takes the mail
    except dns.resolver.NXDOMAIN:
        return False
    except (dns.exception.DNSException, OSError):
        return None
    try:
        return bool(resolver.resolve(domain, "A", lifetime=SECONDS))
    except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN):
        return False
    except (dns.exception.DNSException, OSError):
        return None
