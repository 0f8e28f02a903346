"""Takes the picture in README from a running demo: `.venv/bin/python docs/picture.py http://127.0.0.1:8000`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    chromium = shutil.which("chromium")
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page(base_url=sys.argv[1], viewport={"width": 1280, "height": 860}, color_scheme="light")
    page.goto("/accounts/login/")
    page.fill("[name=login]", "ana@sil.example")
    page.fill("[name=password]", "demo-doallvet")
    page.click("form:has([name=password]) button[type=submit]")
    page.goto("/mobilities/?q=lucia")
    page.click("text=Lucía García")
    page.wait_for_load_state()
    page.screenshot(path=Path(__file__).parent / "mobility.png")
    browser.close()
