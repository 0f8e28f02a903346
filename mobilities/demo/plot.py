"""What happens in the demo: one line a mobility.

who, host, plan, first day abroad (days from today), days abroad, how far it has come, and what is peculiar.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    who: str
    host: str
    plan: str
    begins: int
    days: int
    state: str
    employer: str = ""
    twist: str = ""


SHORT, LONG, BLENDED = "dual-short", "dual-erasmuspro", "dual-blended"

STORIES = [
    Story("Lucía García", "werkstatt", BLENDED, 12, 21, "leaving", "metal"),
    Story("Mateo Soto", "praezision", SHORT, 96, 19, "planned", "metal", "minor"),
    Story("Felix Brandt", "talleres", SHORT, -9, 28, "abroad", "werkstatt"),
    Story("Carla Fernández", "baeckerei", SHORT, 88, 19, "planned", "conservas", "declined"),
    Story("Noa Rodríguez", "werkstatt", SHORT, 60, 19, "agreed", "", "student"),
    Story("Hugo Álvarez", "praezision", SHORT, 45, 26, "agreed", "metal"),
    Story("Iker Pérez", "werkstatt", LONG, 210, 120, "planned", "lumen"),
    Story("Sara Gómez", "gasthof", SHORT, 5, 19, "ready", "hotel"),
    Story("Leire Ibáñez", "baeckerei", SHORT, -14, 26, "abroad", "conservas"),
    Story("Adrián Núñez", "praezision", LONG, -60, 150, "abroad", "lumen"),
    Story("Celia Ramos", "gasthof", SHORT, -45, 26, "returned", "hotel"),
    Story("Bruno Castro", "werkstatt", SHORT, -110, 26, "closed", "metal"),
    Story("Irene Vega", "baeckerei", SHORT, -140, 26, "closed", "conservas"),
    Story("Samuel Ortega", "praezision", SHORT, 70, 19, "cancelled", "lumen"),
    Story("Alba Crespo", "gasthof", BLENDED, 150, 21, "planned", "hotel"),
    Story("Diego Robles", "werkstatt", BLENDED, 25, 14, "virtual", "metal"),
    Story("Paula Otero", "baeckerei", SHORT, 110, 19, "planned", "conservas", "conditions"),
    Story("Marcos Gallego", "werkstatt", SHORT, 36, 12, "late", "metal"),
    Story("Nerea Soto", "praezision", SHORT, -8, 14, "interrupted", "lumen"),
    Story("Lena Schubert", "metal", SHORT, 52, 26, "agreed", "praezision"),
    Story("Paul Neumann", "conservas", SHORT, 130, 19, "planned", "baeckerei"),
    Story("Mia Krause", "hotel", SHORT, -30, 19, "returned", "gasthof"),
    Story("Emil Hoffmann", "lumen", SHORT, -95, 26, "closed", "praezision"),
    Story("Clara Beyer", "konepaja", SHORT, 75, 26, "planned", "werkstatt"),
    Story("Anton Wagner", "leipomo", SHORT, 20, 14, "ready", "baeckerei"),
    Story("Eetu Korhonen", "werkstatt", SHORT, 100, 26, "planned", "konepaja"),
    Story("Venla Mäkinen", "baeckerei", SHORT, -12, 26, "abroad", "leipomo"),
    Story("Onni Laine", "praezision", SHORT, 40, 19, "agreed", "konepaja"),
    Story("Helmi Virtanen", "baeckerei", SHORT, -70, 19, "closed", "leipomo"),
    Story("Niilo Saari", "werkstatt", LONG, 240, 100, "planned", "sahko"),
    Story("Valentin Huber", "werkstatt", SHORT, -48, 26, "returned", "tischlerei"),
    Story("Aada Rantala", "gasthof", SHORT, 66, 14, "cancelled", ""),
]
