"""Who may open what: the table of roles × kinds of pages, as docs/roles.md says.

`o` opens; `x` is refused, though the person knows that it is there (403); `.` does not exist for the person (404).
"""

ROLES = {
    "SC": "coordinator",
    "ST": "teacher",
    "SV": "viewer",
    "HC": "hosting",
    "HT": "hosting_teacher",
    "ES": "employer_signatory",
    "EM": "employer_mentor",
    "HS": "host_signatory",
    "HM": "host_mentor",
    "AP": "apprentice",
    "GU": "guardian",
    "NM": "manager",
    "AD": "administrator",
    "EO": "employer_other",  # contacts of the same companies, known by another centre only
    "HO": "host_other",
    "CM": "classmate",
    "GG": "grown_guardian",  # of the classmate, who is 18 by now
    "FO": "former",  # planned the mobility, and has left the centre since
    "IN": "invited",  # has not accepted yet
}
STRANGERS = tuple(list(ROLES.values())[11:])  # no mobility concerns them

TABLE = """
                            SC ST SV HC HT ES EM HS HM AP GU NM AD EO HO CM GG FO IN
centre                      o  o  o  o  o  .  .  .  .  .  .  .  .  .  .  .  .  .  .
centre change               o  x  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
member                      o  o  o  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
member change               o  x  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
teacher leaves              o  o  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
own invitation              .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  o
partnership                 o  o  o  o  o  .  .  .  .  .  .  .  .  .  .  .  .  .  .
partnership change          o  x  x  o  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .
partnership answer          x  x  x  o  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .
programme                   o  o  o  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
programme change            o  x  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
network                     .  .  .  .  .  .  .  .  .  .  .  o  .  .  .  .  .  .  .
instance                    .  .  .  .  .  .  .  .  .  .  .  .  o  .  .  .  .  .  .
apprentice                  o  o  x  .  .  .  .  .  .  o  .  .  .  .  .  .  .  .  .
apprentice change           o  x  x  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  .
guardian change             o  x  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
guardian keep               .  .  .  .  .  .  .  .  .  o  .  .  .  .  .  .  .  .  .
contract change             o  x  x  .  .  .  .  .  .  x  .  .  .  .  .  .  .  .  .
employer                    o  o  o  .  .  o  o  .  .  .  .  .  .  o  .  .  .  .  .
employer change             o  x  x  .  .  x  x  .  .  .  .  .  .  x  .  .  .  .  .
employer contact            o  x  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
host                        .  .  .  o  o  .  .  o  o  .  .  .  .  .  o  .  .  .  .
host change                 .  .  .  o  x  .  .  x  x  .  .  .  .  .  x  .  .  .  .
host contact                .  .  .  o  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .
project                     o  x  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
group                       o  o  x  o  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
group act                   o  o  x  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
group change                o  x  x  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
plan                        o  o  o  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
plan change                 o  x  x  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
network plan                o  o  o  .  .  .  .  .  .  .  .  o  .  .  .  .  .  .  .
network plan change         x  x  x  .  .  .  .  .  .  .  .  o  .  .  .  .  .  .  .
network plan copy           o  x  x  .  .  .  .  .  .  .  .  o  .  .  .  .  .  .  .
mobility                    o  o  o  o  o  o  o  o  o  o  o  .  .  .  .  .  .  .  .
mobility people             o  o  x  o  o  o  o  o  o  o  o  .  .  .  .  .  .  .  .
reach                       o  x  x  o  x  x  x  x  x  x  x  .  .  .  .  .  .  .  .
reach second                x  x  x  o  x  x  x  x  x  x  x  .  .  .  .  .  .  .  .
reach link                  o  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  .  .
mobility history            o  o  x  o  o  x  x  x  x  o  o  .  .  .  .  .  .  .  .
session change              o  x  x  o  x  x  x  x  x  x  x  .  .  .  .  .  .  .  .
mobility conversation       o  o  x  o  o  o  o  o  o  o  o  .  .  .  .  .  .  .  .
comment of coordinator      o  x  x  .  .  .  .  .  .  x  x  .  .  .  .  .  .  .  .
mobility change             o  x  x  x  x  x  x  x  x  x  x  .  .  .  .  .  .  .  .
agreement                   o  o  x  o  o  o  o  o  o  o  o  .  .  .  .  .  .  .  .
paper of host               o  o  x  o  o  x  x  o  o  o  o  .  .  .  .  .  .  .  .
paper of employer           o  x  x  x  x  o  o  x  x  o  o  .  .  .  .  .  .  .  .
paper of guardian           o  x  x  x  x  x  x  x  x  o  o  .  .  .  .  .  .  .  .
agreement part, read        o  o  x  o  o  x  x  x  x  x  x  .  .  .  .  .  .  .  .
agreement tasks, read       o  o  x  o  o  x  x  o  o  x  x  .  .  .  .  .  .  .  .
agreement tasks, write      o  x  x  o  x  x  x  o  o  x  x  .  .  .  .  .  .  .  .
sign                        .  .  .  .  .  .  .  o  .  .  .  .  .  .  .  .  .  .  .
answer                      x  x  x  x  x  o  x  o  x  x  o  .  .  .  .  .  .  .  .
answer without a question   x  x  x  x  x  .  x  .  x  x  .  .  .  .  .  .  .  .  .
answer for employer         x  x  x  x  x  o  x  .  x  x  .  .  .  .  .  .  .  .  .
answer for host             x  x  x  x  x  .  x  o  x  x  .  .  .  .  .  .  .  .  .
step of apprentice          o  o  .  o  o  .  .  .  .  o  o  .  .  .  .  .  .  .  .
  complete                  o  x  .  x  x  .  .  .  .  o  x  .  .  .  .  .  .  .  .
  say                       x  x  .  x  x  .  .  .  .  o  x  .  .  .  .  .  .  .  .
  hand in                   o  x  .  x  x  .  .  .  .  o  o  .  .  .  .  .  .  .  .
private step                o  .  .  .  .  .  .  .  .  o  o  .  .  .  .  .  .  .  .
  manage, private           o  .  .  .  .  .  .  .  .  x  x  .  .  .  .  .  .  .  .
step of employer            o  o  .  o  o  o  o  .  .  o  o  .  .  .  .  .  .  .  .
  manage, employer          o  x  .  x  x  x  x  .  .  x  x  .  .  .  .  .  .  .  .
  sign, employer            o  x  .  x  x  o  x  .  .  x  x  .  .  .  .  .  .  .  .
  papers, employer          o  x  .  x  x  o  o  .  .  o  o  .  .  .  .  .  .  .  .
waiver                      .  .  .  .  .  .  .  .  .  .  .  o  .  .  .  .  .  .  .
waiver look                 .  .  .  .  .  .  .  .  .  .  .  x  .  .  .  .  .  .  .
claim of another step       .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
step of host                o  o  .  o  o  .  .  o  o  o  o  .  .  .  .  .  .  .  .
  manage, host              o  x  .  x  x  .  .  x  x  x  x  .  .  .  .  .  .  .  .
  approve, host             o  x  .  x  x  .  .  o  x  x  x  .  .  .  .  .  .  .  .
  papers, host              o  x  .  o  x  .  .  o  o  x  x  .  .  .  .  .  .  .  .
  review, host              o  x  .  o  x  .  .  x  x  x  x  .  .  .  .  .  .  .  .
shared step                 o  o  .  o  o  .  .  .  .  o  o  .  .  .  .  .  .  .  .
payment                     o  .  .  .  .  .  .  .  .  o  o  .  .  .  .  .  .  .  .
papers of payment           o  .  .  .  .  .  .  .  .  o  x  .  .  .  .  .  .  .  .
"""

STATUS = {"x": 403, ".": 404}


def expectations() -> dict[str, dict[str, str]]:
    """Give, by row and role, the letter of the table."""
    return read(TABLE)


def read(table: str) -> dict[str, dict[str, str]]:
    """Read a table: the first line names the roles, each other line is a row; roles that are not named have a dot."""
    heads, *lines = [line for line in table.splitlines() if line.strip()]
    width = len(heads) - len(heads.lstrip())
    roles = [ROLES[head] for head in heads.split()]
    nothing = dict.fromkeys(ROLES.values(), ".")
    return {line[:width].strip(): nothing | dict(zip(roles, line[width:].split(), strict=True)) for line in lines}
