"""A phone that opened a personal link, for tests of the pages behind it."""

from django.test import Client

from doallvet.accounts import links
from tests.factories import NOW


class Browser:
    """A phone that opened the link of a message."""

    def __init__(self, stay, person):
        self.client = Client()
        made = links.make("answer", person=person, subject=stay.mobility, by=None, at=NOW)
        self.page = self.client.get("/" + made.split("/", 3)[3]).url

    def look(self):
        return self.client.get(self.page)

    def questions(self):
        return {question["step"].plan.key: question for question in self.look().context["questions"]}

    def say(self, key, answer="approve", **words):
        """Answer as the page asks: with what it carries."""
        question = self.questions()[key]
        form = {"answer": answer, "typed_name": "Rosa Vidal", "shown": question["form"].initial["shown"]} | words
        return self.client.post(question["url"], form)
