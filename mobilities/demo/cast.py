"""Who there is in the demo. All people and firms are invented; all addresses end in .example."""

PASSWORD = "demo-doallvet"  # noqa: S105 (of the demo only, printed on its front page)

CENTRES = {
    "sil": {
        "name": "CIFP Río Sil",
        "legal_name": "Centro Integrado de Formación Profesional Río Sil",
        "country": "ES",
        "region": "Castilla y León",
        "city": "Ponferrada",
        "address": "Avenida del Sil 14",
        "postcode": "24400",
        "oid": "E10000011",
        "languages": ["es", "en"],
        "email": "info@sil.example",
    },
    "elbe": {
        "name": "BSZ Elbufer",
        "legal_name": "Berufliches Schulzentrum Elbufer Dresden",
        "country": "DE",
        "region": "Sachsen",
        "city": "Dresden",
        "address": "Uferstraße 21",
        "postcode": "01067",
        "oid": "E10000022",
        "languages": ["de", "en"],
        "email": "info@elbe.example",
    },
    "jarvi": {
        "name": "Järvi Ammattiopisto",
        "legal_name": "Järvi Ammattiopisto",
        "country": "FI",
        "region": "Etelä-Savo",
        "city": "Savonlinna",
        "address": "Rantakatu 5",
        "postcode": "57100",
        "oid": "E10000033",
        "languages": ["fi", "en"],
        "email": "info@jarvi.example",
    },
    "donau": {
        "name": "Berufsschule Donaukanal",
        "legal_name": "Berufsschule für Holzbearbeitung am Donaukanal",
        "country": "AT",
        "region": "Wien",
        "city": "Wien",
        "address": "Uferzeile 31",
        "postcode": "1020",
        "oid": "E10000044",
        "languages": ["de", "en"],
        "email": "info@donau.example",
    },
}

# address, first name, last name, centre, role, language
STAFF = [
    ("ana@sil.example", "Ana", "Valcarce", "sil", "coordinator", "en"),
    ("ines@sil.example", "Inés", "Quiroga", "sil", "coordinator", "es"),
    ("raul@sil.example", "Raúl", "Merayo", "sil", "teacher", "es"),
    ("marta@sil.example", "Marta", "Fierro", "sil", "viewer", "es"),
    ("jonas@elbe.example", "Jonas", "Richter", "elbe", "coordinator", "en"),
    ("petra@elbe.example", "Petra", "Hoyer", "elbe", "teacher", "en"),
    ("aino@jarvi.example", "Aino", "Lehtonen", "jarvi", "coordinator", "en"),
    ("mikko@jarvi.example", "Mikko", "Heikkinen", "jarvi", "teacher", "en"),
    ("eva@donau.example", "Eva", "Steiner", "donau", "coordinator", "en"),
    ("georg@donau.example", "Georg", "Lechner", "donau", "teacher", "en"),
]

# key: name, centre that knows it, country, town, street, sector
COMPANIES = {
    "metal": ("Metal Bierzo", "sil", "ES", "Ponferrada", "Polígono del Bayo, 8", "C25"),
    "conservas": ("Conservas del Sil", "sil", "ES", "Ponferrada", "Camino de la Vega, 3", "C10"),
    "talleres": ("Talleres Valdueza", "sil", "ES", "Ponferrada", "Calle Forja, 12", "G45"),
    "hotel": ("Hotel Puente Nuevo", "sil", "ES", "Ponferrada", "Plaza del Puente, 1", "I55"),
    "lumen": ("Lumen Electricidad", "sil", "ES", "León", "Calle Ancha, 40", "F43"),
    "werkstatt": ("Werkstatt Sachsen", "elbe", "DE", "Dresden", "Industriestraße 7", "C25"),
    "praezision": ("Elbe Präzision", "elbe", "DE", "Dresden", "Hansastraße 50", "C28"),
    "baeckerei": ("Bäckerei Lindner", "elbe", "DE", "Dresden", "Neustädter Markt 4", "C10"),
    "gasthof": ("Gasthof Elbblick", "elbe", "DE", "Meissen", "Elbstraße 2", "I55"),
    "konepaja": ("Saimaan Konepaja", "jarvi", "FI", "Savonlinna", "Telakkatie 9", "C28"),
    "leipomo": ("Järven Leipomo", "jarvi", "FI", "Savonlinna", "Torikatu 3", "C10"),
    "sahko": ("Savon Sähkötyö", "jarvi", "FI", "Mikkeli", "Porrassalmenkatu 18", "F43"),
    "tischlerei": ("Tischlerei Gruber", "donau", "AT", "Wien", "Hobelgasse 5", "C31"),
}

# company: (address, first name, last name, function)
CONTACTS = {
    "metal": [
        ("rosa@metalbierzo.example", "Rosa", "Vidal", "signatory"),
        ("paco@metalbierzo.example", "Paco", "Blanco", "mentor"),
    ],
    "conservas": [
        ("elena@conservas.example", "Elena", "Prada", "signatory"),
        ("nico@conservas.example", "Nicolás", "Rey", "mentor"),
    ],
    "talleres": [
        ("dario@valdueza.example", "Darío", "Cela", "signatory"),
        ("bea@valdueza.example", "Beatriz", "Luna", "mentor"),
    ],
    "hotel": [
        ("sonia@puentenuevo.example", "Sonia", "Arias", "signatory"),
        ("leo@puentenuevo.example", "Leo", "Campos", "mentor"),
    ],
    "lumen": [("victor@lumen.example", "Víctor", "Sanz", "signatory"), ("eva@lumen.example", "Eva", "Mora", "mentor")],
    "werkstatt": [
        ("heike@werkstatt.example", "Heike", "Sommer", "signatory"),
        ("timo@werkstatt.example", "Timo", "Brandt", "mentor"),
        ("uwe@werkstatt.example", "Uwe", "Kranz", "deputy"),
    ],
    "praezision": [
        ("karin@praezision.example", "Karin", "Vogt", "signatory"),
        ("olaf@praezision.example", "Olaf", "Seidel", "mentor"),
    ],
    "baeckerei": [
        ("ilse@lindner.example", "Ilse", "Lindner", "signatory"),
        ("max@lindner.example", "Max", "Lindner", "mentor"),
    ],
    "gasthof": [
        ("rolf@elbblick.example", "Rolf", "Hartung", "signatory"),
        ("nina@elbblick.example", "Nina", "Wolf", "mentor"),
    ],
    "konepaja": [
        ("kari@konepaja.example", "Kari", "Niemi", "signatory"),
        ("outi@konepaja.example", "Outi", "Salo", "mentor"),
    ],
    "leipomo": [
        ("liisa@leipomo.example", "Liisa", "Aalto", "signatory"),
        ("pekka@leipomo.example", "Pekka", "Koski", "mentor"),
    ],
    "sahko": [
        ("ville@sahko.example", "Ville", "Rinne", "signatory"),
        ("anni@sahko.example", "Anni", "Harju", "mentor"),
    ],
    "tischlerei": [
        ("karl@gruber.example", "Karl", "Gruber", "signatory"),
        ("doris@gruber.example", "Doris", "Pichler", "mentor"),
    ],
}

# when organisations are closed: what for, first day (days from today), days
CLOSED_CENTRES = {"sil": [("Local feast", 17, 3)], "elbe": [("Renovation of the workshops", 55, 12)]}
CLOSED_COMPANIES = {"metal": [("Stocktaking", 31, 3)], "werkstatt": [("Works holiday", 120, 14)]}

# centre: title, qualification, ISCED-F, units (code, title, outcomes)
PROGRAMMES = {
    "sil": [
        (
            "Mecanizado",
            "Técnico en Mecanizado",
            "0715",
            [
                (
                    "0001",
                    "Procesos de mecanizado",
                    ["Plans the machining of a part from its drawing", "Chooses tools and cutting data"],
                ),
                (
                    "0002",
                    "Mecanizado por control numérico",
                    ["Writes and tests a CNC programme", "Sets up and runs a CNC machine safely"],
                ),
                ("0003", "Metrología y ensayos", ["Measures parts and documents the result"]),
            ],
        ),
        (
            "Instalaciones eléctricas y automáticas",
            "Técnico en Instalaciones Eléctricas y Automáticas",
            "0713",
            [
                (
                    "0232",
                    "Automatismos industriales",
                    ["Wires and tests a motor control", "Finds faults with measuring devices"],
                )
            ],
        ),
        (
            "Cocina y gastronomía",
            "Técnico en Cocina y Gastronomía",
            "1013",
            [("0048", "Productos culinarios", ["Prepares dishes of another region", "Plans a menu with its costs"])],
        ),
    ],
    "elbe": [
        (
            "Industriemechaniker/in",
            "Industriemechaniker/in (IHK)",
            "0715",
            [
                (
                    "LF5",
                    "Fertigen mit Werkzeugmaschinen",
                    ["Makes parts on machine tools", "Checks quality by a test plan"],
                )
            ],
        ),
        (
            "Bäcker/in",
            "Bäcker/in (HWK)",
            "0721",
            [("LF7", "Herstellen von Feinbackwaren", ["Bakes regional pastries", "Keeps the rules of hygiene"])],
        ),
    ],
    "jarvi": [
        (
            "Kone- ja tuotantotekniikka",
            "Koneasentaja",
            "0715",
            [("KT2", "Koneistus", ["Turns and mills parts", "Works safely in a foreign team"])],
        )
    ],
    "donau": [
        (
            "Tischlerei",
            "Tischler/in (Lehrabschluss)",
            "0722",
            [("TI3", "Möbelbau", ["Builds a piece of furniture from its drawing", "Finishes surfaces"])],
        )
    ],
}

NAMES = {
    "sil": [
        "Carla Fernández",
        "Hugo Álvarez",
        "Noa Rodríguez",
        "Iker Pérez",
        "Sara Gómez",
        "Leire Ibáñez",
        "Adrián Núñez",
        "Celia Ramos",
        "Bruno Castro",
        "Irene Vega",
        "Samuel Ortega",
        "Alba Crespo",
        "Diego Robles",
        "Paula Otero",
        "Marcos Gallego",
        "Nerea Soto",
        "Rubén Pardo",
        "Claudia Rivas",
        "Lía Marqués",
        "Izan Calvo",
        "Vera Salgado",
    ],
    "elbe": [
        "Lena Schubert",
        "Paul Neumann",
        "Mia Krause",
        "Emil Hoffmann",
        "Clara Beyer",
        "Anton Wagner",
        "Ida Fuchs",
        "Moritz Lange",
        "Greta Winkler",
        "Oskar Pohl",
        "Jule Arnold",
    ],
    "jarvi": [
        "Eetu Korhonen",
        "Venla Mäkinen",
        "Onni Laine",
        "Helmi Virtanen",
        "Niilo Saari",
        "Aada Rantala",
        "Veeti Kallio",
        "Siiri Ojala",
    ],
    "donau": ["Valentin Huber"],
}
