"""The plan of the house: rooms from the top down, and the layers inside each."""

ROOMS = [
    "mobilities",
    "companies",
    "centres",
    "doallvet.papers",
    "doallvet.signing",
    "doallvet.outbox",
    "doallvet.history",
    "doallvet.accounts",
    "doallvet.core",
]
DOORS = {"doallvet.urls", "doallvet.settings", "doallvet.celery"}  # the only files that name every app
SLOW = {  # may be imported inside a function
    "asn1crypto",  # comes with pyhanko
    "holidays",
    "pyhanko",
    "pyhanko_certvalidator",
    "pypdfium2",
    "python_calamine",
    "weasyprint",
    "xlsxwriter",
    "zxingcpp",
}

LAYERS = [
    ("choices", {"choices"}),
    ("rules", {"rules"}),
    ("models", {"models"}),
    ("access, documents, notices and what reads the rows", {"access", "documents", "notices"}),
    ("actions, reports, forms", {"actions", "reports", "forms"}),
    (
        "views, tasks, admin, commands",
        {"views", "api", "tasks", "admin", "management", "middleware", "context", "templatetags", "translation"},
    ),
    ("urls", {"urls"}),
]
FREE = {"apps", "migrations"}  # Django reads them itself: apps.py may start anything, nothing may import it
TOOLBOX = "doallvet.core"  # no models: what is not named above is a tool, like a rule

RULES, MODELS, READING, ACTIONS, VIEWS = range(1, 6)
PLACED = {
    # what reads the rows, beside access, documents and notices
    "centres.kept": (READING, "what is known of a whole list of apprentices, as values"),
    "mobilities.calendars": (READING, "gathers whose working days count on a mobility"),
    "mobilities.timing": (READING, "gathers what the rules ask about the open steps as a network"),
    "mobilities.amending": (READING, "gathers what is agreed of a stay today, for an amendment"),
    "mobilities.paper_facts": (READING, "gathers what the papers of a stay are filled in with"),
    "mobilities.facts": (READING, "gathers what the rules ask about one mobility"),
    "mobilities.reading": (READING, "reads one mobility for its pages"),
    "mobilities.standing": (READING, "gathers what the rules of steps and stages ask"),
    "mobilities.stays": (READING, "holds a stay against the apprentice's other stays"),
    "mobilities.conversation": (READING, "who writes to whom on a stay, and who reads it"),
    "mobilities.terms": (READING, "what a party is shown before it answers"),
    "mobilities.preflight": (READING, "what is looked at before a paper goes out to be signed"),
    "mobilities.versions": (READING, "what differs between two versions of a paper, in words"),
    "mobilities.filling": (READING, "what an agreement need not ask, from the rows"),
    "mobilities.paperwork": (READING, "the drafts of a stay's papers, from the rows"),
    "mobilities.clauses": (READING, "what is frozen of a centre's clauses, and how it reads"),
    "mobilities.sheets": (READING, "how a paper of a stay is frozen and how it reads"),
    "mobilities.stated": (READING, "what papers say of a stay, and what is not so any more"),
    "mobilities.suggestions": (READING, "what is offered to who writes an agreement"),
    "mobilities.plans": (READING, "what is wrong with a plan, and what is newer than it"),
    "mobilities.hosts": (READING, "where an apprentice can go"),
    "mobilities.prefill": (READING, "what the wizard fills in by itself"),
    "mobilities.verdicts": (READING, "what an act on many steps would do to each"),
    "mobilities.responsible": (READING, "who is reminded on a mobility"),
    "mobilities.ladders": (READING, "what the ladder of a step rests on, from the rows"),
    "mobilities.law": (READING, "what the law says of a mobility, from the rows"),
    "mobilities.claims": (READING, "what the claim sheet for a refund says, from the rows"),
    "mobilities.concluded": (READING, "when the agreement with the employer was concluded"),
    "companies.law": (READING, "the rules as they stand in the rows, kept in the process"),
    "centres.memoranda": (READING, "the draft of a memorandum from the rows; how it is frozen and how it reads"),
    "centres.papers": (ACTIONS, "how a memorandum reads and what follows, for doallvet.signing"),
    "centres.calendars": (READING, "by which days the people of a centre live"),
    "companies.calendars": (READING, "by which days the people of a company live"),
    "centres.particulars": (READING, "what is known of an apprentice, in words"),
    "centres.classlist": (READING, "writes apprentices into the columns of a class list"),
    "centres.story": (READING, "says what happened to an apprentice"),
    "doallvet.accounts.reach": (READING, "whether mail reaches a person"),
    "doallvet.accounts.roles": (READING, "what ties a person to organisations"),
    "doallvet.outbox.calendars": (READING, "by which days people live; the rooms above say so"),
    "doallvet.outbox.clocks": (READING, "by which clock each person is written to"),
    "doallvet.outbox.writers": (READING, "lets each kind's writer make its words"),
    "doallvet.outbox.wording": (READING, "chooses the words of messages: those of who sends, or those that come"),
    "doallvet.outbox.tokens": (READING, "the addresses by which one does without messages"),
    "doallvet.outbox.addresses": (READING, "to which address a person is written to, and whom mail does not reach"),
    "doallvet.outbox.watch": (READING, "what went out when, and which kinds have fallen silent"),
    "doallvet.outbox.words": (READING, "puts the words of notices into a mail"),
    "doallvet.signing.papers": (READING, "what the rooms above know of their papers"),
    "doallvet.signing.standing": (READING, "who signed a version and who is missing, in words"),
    "doallvet.signing.evidence": (READING, "what is known of the signatures on a version, in words"),
    "doallvet.signing.printing": (READING, "puts papers into files"),
    "doallvet.signing.words": (RULES, "what signing itself prints, in the languages of papers"),
    "doallvet.signing.proof": (READING, "holds signatures and seals against the chain"),
    "doallvet.signing.verdict": (READING, "what anybody may know of a paper in their hands"),
    # what stands elsewhere under a name of its own
    "companies.profiles": (RULES, "law as data: plain values; the app says which rows they are made of"),
    "doallvet.outbox.quotes": (RULES, "what a person wrote in a mail: plain values"),
    "doallvet.outbox.hours": (RULES, "when a message may go out: plain values"),
    "doallvet.outbox.silence": (RULES, "which kinds have fallen silent: plain values"),
    "doallvet.outbox.refusals": (RULES, "what an error of the mail server means: plain values"),
    "doallvet.signing.freezing": (RULES, "canonical data and its hash: plain values, no rows"),
    "doallvet.signing.order": (RULES, "whose turn it is: plain values"),
    "doallvet.signing.changes": (RULES, "what changed and whom it binds: plain values"),
    "doallvet.signing.digits": (RULES, "the digits of one-time codes: plain values"),
    "doallvet.signing.chaining": (RULES, "how the rows of the chain hang together: plain values"),
    "doallvet.signing.mark": (RULES, "what stands at the foot of a paper: plain values, no rows"),
    "doallvet.signing.keys": (RULES, "makes keys: plain values, no rows"),
    "doallvet.signing.seal": (RULES, "seals bytes and looks at seals: no rows"),
    "mobilities.papers": (ACTIONS, "how the papers of a mobility read and what follows, for doallvet.signing"),
    "doallvet.accounts.borrowed": (RULES, "texts of allauth that we translate: plain values, no rows"),
    "doallvet.signing.codes": (ACTIONS, "sends one-time codes and looks at what was typed"),
    "doallvet.signing.providers": (ACTIONS, "hands over to a signature provider and reads its report"),
    "doallvet.signing.letters": (ACTIONS, "makes the codes of letters, and opens with them"),
    "doallvet.signing.letter_views": (VIEWS, "the address where the code of a letter is typed"),
    "doallvet.signing.desk": (VIEWS, "what one person reads and says at one place to sign"),
    "doallvet.signing.asking": (VIEWS, "what a coordinator does about a signature that is missing"),
    "doallvet.papers.words": (RULES, "the words of papers: plain values"),
    "doallvet.papers.fields": (RULES, "what a paper says and what is missing: plain values"),
    "doallvet.papers.order": (RULES, "who signs after whom, and whom a value binds: plain values"),
    "doallvet.papers.sheets": (READING, "how a paper is frozen and how it reads"),
    "doallvet.papers.changes": (READING, "what differs between two versions of a paper, in words"),
    "doallvet.papers.issued": (VIEWS, "the versions of a paper as ready strings, and their files"),
    "doallvet.signing.matching": (READING, "whether a scan is of the version that is signed"),
    "doallvet.accounts.people": (ACTIONS, "makes many people at once"),
    "doallvet.accounts.links": (ACTIONS, "makes, renews and ends personal links"),
    "doallvet.outbox.announcements": (ACTIONS, "writes what every page tells, and keeps it at hand"),
    "doallvet.outbox.alarm": (ACTIONS, "counts what went out, and tells of kinds that have fallen silent"),
    "doallvet.outbox.undeliverable": (ACTIONS, "marks addresses that mail does not reach"),
    "doallvet.outbox.compose": (ACTIONS, "makes mails from notices"),
    "doallvet.outbox.delivery": (ACTIONS, "sends mails and keeps what became of them"),
    "doallvet.outbox.keeping": (ACTIONS, "keeps many notices in one statement"),
    "doallvet.outbox.backend": (ACTIONS, "keeps in the outbox what libraries want to send"),
    "doallvet.accounts.invitations": (VIEWS, "accepts invitations; the rooms above say to what"),
    "centres.invitations": (VIEWS, "answers the invitations' page: which action accepts"),
    "companies.invitations": (VIEWS, "answers the invitations' page: which action accepts"),
    "doallvet.outbox.replies": (READING, "the addresses for answers by mail, and how an answer is read"),
    "doallvet.outbox.inbound": (VIEWS, "whether what machines post to us carries our secret"),
    "doallvet.outbox.preferences": (VIEWS, "what a person is told, and when"),
    "doallvet.outbox.link_again": (VIEWS, "the address that sends a fresh link"),
    "doallvet.core.gallery": (VIEWS, "specimens for the gallery's page"),
    "doallvet.accounts.adapter": (VIEWS, "answers allauth's questions"),
    "doallvet.accounts.proof": (VIEWS, "asks a request again who it is"),
    "doallvet.accounts.proof_by_code": (VIEWS, "the address that takes a code as the answer"),
    "doallvet.accounts.administrators": (VIEWS, "closes pages to all but those who run the instance"),
    "doallvet.outbox.announcing": (VIEWS, "the pages of announcements"),
    "doallvet.outbox.watched": (VIEWS, "the page on which the administrator sees whether messages flow"),
    "doallvet.outbox.bounces": (VIEWS, "the address at which is reported what came back"),
    "doallvet.outbox.providers": (VIEWS, "takes what providers report through django-anymail"),
    "doallvet.outbox.health": (VIEWS, "the addresses that say whether the portal works"),
    "doallvet.signing.verify": (VIEWS, "the address on which anybody checks a paper"),
    "doallvet.signing.health": (VIEWS, "adds documents to what the address of outbox.health says"),
    "mobilities.demo": (VIEWS, "the demo world: it may see all, as the command that seeds it"),
}


def room_of(name: str) -> str | None:
    """Name the room in which a module stands."""
    return next((room for room in ROOMS if name == room or name.startswith(f"{room}.")), None)


def is_above(room: str, other: str) -> bool:
    return ROOMS.index(room) < ROOMS.index(other)


def layer_of(name: str) -> int | None:
    """Give the layer of a module inside its room, counted from below; None where nobody said."""
    room = room_of(name)
    part = name.removeprefix(f"{room}.").split(".")[0]
    if f"{room}.{part}" in PLACED:
        return PLACED[f"{room}.{part}"][0]
    found = next((number for number, (_, names) in enumerate(LAYERS) if part in names), None)
    return RULES if found is None and room == TOOLBOX else found


def is_free(name: str) -> bool:
    """Whether a module has no layer: a room itself, and what Django reads by itself."""
    part = name.removeprefix(f"{room_of(name)}").split(".")[1:2]
    return not part or part[0] in FREE
