"""Names from all over Europe, so that searching and sorting by name cost what they cost in earnest."""

from hashlib import blake2b

NAMES = [
    (
        "Lucía Ángel Íñigo Noa Begoña Martín Sofía Óscar Aitana Joaquín Inés Hugo Zoe Andrés Úrsula Pablo",
        "García Muñoz Núñez Ibáñez Peña Rodríguez Álvarez Gómez Castro Vázquez Otero López Díaz Ruiz Caamaño Solís",
    ),
    (
        "Jürgen Lena Björn Käthe Emil Sören Mia Götz Anton Frieda Moritz Änne Paul Jörg Greta Wolf",
        "Müller Schröder Weiß Krause Jäger Köhler Vogt Großmann Böhm Winkler Schäfer Lindner Hübner Voß Pohl König",
    ),
    (
        "Eetu Venla Väinö Aada Pyry Siiri Onni Ukko Helmi Niilo Lumi Veeti Ilona Jyrki Päivi Kerttu",
        "Mäkinen Korhonen Hämäläinen Järvinen Virtanen Lehtonen Räsänen Niemi Kärkkäinen Salo Yrjölä Ojala",
    ),
    (
        "Γιώργος Ελένη Νίκος Μαρία Δημήτρης Σοφία Άγγελος Ιωάννα Κώστας Ζωή Θάνος Αθηνά",
        "Παπαδόπουλος Οικονόμου Γεωργίου Βλάχος Αγγελόπουλος Καραγιάννη Μακρή Δημητρίου Νικολάου Ξενάκης Χατζής",
    ),
    (
        "Łukasz Zofia Święsława Michał Małgorzata Jędrzej Żaneta Paweł Agnieszka Bożena Tomasz Ścibor",
        "Wójcik Kowalczyk Dąbrowski Zając Piątek Łuczak Żak Król Szymańska Świątek Gołębiowska Jóźwiak",
    ),
    (
        "Chloé François Zoë Benoît Anaïs Jérôme Maëlle Théo Éléonore Loïc Margaux Gaël",
        "Lefèvre Bézier Garçon Noël Rousseau Béranger Château Dupré Mallarmé Prévost Fournier Lemaître",
    ),
    (
        "Søren Åse Jørgen Ingrid Øyvind Astrid Håkon Sigrún Þór Freyja Bjørn Mærsk",
        "Kjær Ødegård Sørensen Ångström Bjørnsson Lindqvist Þórsdóttir Nygård Østergaard Hæstad Dahl Sjöberg",
    ),
    (
        "Šimon Zdeňka Jiří Đorđe Željko Čedomir Ágnes Gergő Ştefan Ioana Mărioara İpek",
        "Dvořák Černý Šimić Đurić Kovačević Žižka Nagy Szűcs Őri Ionescu Popa Ţiriac Čapek Nováková Hrůza Petrović",
    ),
]
LISTS = [(first.split(), last.split()) for first, last in NAMES]


def pick(number: int, salt: int, among: list | range):
    """Always the same one of a list for a number, without an order that one sees."""
    drawn = blake2b(b"%d %d" % (number, salt), digest_size=8).digest()
    return among[int.from_bytes(drawn, "big") % len(among)]


def family_name(number: int) -> str:
    """Two names, as in Spain, so that few of a hundred thousand are called the same."""
    _, names = pick(number, 1, LISTS)
    return f"{pick(number, 2, names)} {pick(number, 3, names)}"


def given_name(number: int, place: int = 0) -> str:
    """`place`: of whom in the family."""
    names, _ = pick(number, 1, LISTS)
    return pick(number, 4 + place, names)
