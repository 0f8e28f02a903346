"""The same pages and the sweep in worlds of three sizes, as a table and a chart: `python -m bench.growth`."""

import json
import subprocess
import sys
from math import log10

from bench.portal import ROOT

SIZES = (10_000, 100_000, 1_000_000)
CHART = ROOT / "docs" / "growth.svg"
LINES = ("list", "search", "dashboard", "usual dashboard", "mobility", "tick")
COLOURS = ("#1f6feb", "#8250df", "#bf3989", "#cf222e", "#1a7f37", "#9a6700")
FONT = 'font-family="sans-serif" font-size="13"'
LINES_ACROSS = 8
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 360, 56, 24, 130, 40


def main() -> None:
    """Measure each size in a process of its own, print the table, and draw the chart into docs/."""
    found = {size: point(size) for size in SIZES}
    print(table(found))
    CHART.write_text(chart(found), encoding="utf-8")


def point(mobilities: int) -> dict[str, float]:
    """Give CPU milliseconds of each page, of the sweep for a line in microseconds, and the size of the database."""
    command = [sys.executable, "-m", "bench.point", str(mobilities)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def table(found: dict[int, dict[str, float]]) -> str:
    names = list(next(iter(found.values())))
    lines = [f"| what | {' | '.join(f'{size:,}' for size in found)} |", f"| --- |{' ---: |' * len(found)}"]
    return "\n".join(
        [*lines, *(f"| {name} | {' | '.join(f'{row[name]:.3g}' for row in found.values())} |" for name in names)]
    )


def chart(found: dict[int, dict[str, float]]) -> str:
    """Draw what a page costs in empty pages over the size of the world, which grows tenfold with each step."""
    costs = {name: [row[f"{name}, E"] for row in found.values()] for name in LINES}
    top = max(max(row) for row in costs.values()) * 1.1
    sizes = list(found)
    reach = max(log10(sizes[-1] / sizes[0]), 1)

    def across(size: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * log10(size / sizes[0]) / reach

    def down(cost: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * cost / top

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" {FONT}>',
        "<title>CPU of a page in empty pages (E), by the number of mobilities</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for cost in range(0, int(top) + 1, max(round(top / LINES_ACROSS), 1)):
        parts.append(f'<path d="M{LEFT} {down(cost):.0f}H{WIDTH - RIGHT}" stroke="#d0d7de"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{down(cost) + 4:.0f}" text-anchor="end">{cost} E</text>')
    for size in sizes:
        parts.append(f'<text x="{across(size):.0f}" y="{HEIGHT - 14}" text-anchor="middle">{size:,}</text>')
    for place, (name, row) in enumerate(costs.items()):
        points = " ".join(f"{across(size):.0f},{down(cost):.0f}" for size, cost in zip(sizes, row, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[place]}" stroke-width="2"/>')
        parts.append(
            f'<text x="{WIDTH - RIGHT + 10}" y="{TOP + 12 + 20 * place}" fill="{COLOURS[place]}">{name}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


if __name__ == "__main__":
    main()
