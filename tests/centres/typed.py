"""What a coordinator types into the forms of apprentices."""

ROWS = {
    "languages-TOTAL_FORMS": "2",
    "languages-INITIAL_FORMS": "0",
    "contacts-TOTAL_FORMS": "1",
    "contacts-INITIAL_FORMS": "0",
}
LUCIA = {
    "first_name": "Lucía",
    "last_name": "Fernández Vega",
    "born_on": "2007-05-04",
    "email": "lucia@sil.example",
    "phone": "600 111 222",
    "language": "es",
    "nationality": "ES",
    "second_nationality": "",
    "gender": "woman",
    "address": "Calle Ancha 3, Ponferrada",
    "programme": "",
    "class_name": "2 MEC",
    "year_of_training": "2",
    "languages-0-language": "en",
    "languages-0-level": "B1",
    "contacts-0-name": "Rosa Vega",
    "contacts-0-relation": "aunt",
    "contacts-0-phone": "+34 600 333 444",
}
PILAR = {
    "first_name": "Pilar",
    "last_name": "Soto",
    "relation": "mother",
    "email": "pilar@familia.example",
    "phone": "600555666",
    "language": "es",
}


def person(**fields):
    """The form of an apprentice with its rows, filled in; give only what differs."""
    return ROWS | LUCIA | fields
