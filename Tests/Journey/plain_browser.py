"""A browser of few words: HTTP with cookies, forms sent by their address, pictures looked at. It drives journeys where
a whole browser would only take time."""

import re
import subprocess
import tempfile

import requests
from PIL import Image, ImageDraw

RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")


def read_qr(svg):
    """Draws a QR code and reads the drawing, as a camera would."""
    side = int(re.search(r'viewBox="0 0 (\d+)', svg).group(1))
    scale = 6
    picture = Image.new("L", (side * scale, side * scale), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, length in (map(int, run) for run in RUN.findall(svg)):
        draw.rectangle([x * scale, y * scale, (x + length) * scale - 1, (y + 1) * scale - 1], fill=0)
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        picture.save(file.name)
        return subprocess.run(["zbarimg", "--quiet", "--raw", file.name], capture_output=True, text=True,
                              check=True).stdout.strip()


class PlainBrowser:
    def __init__(self, stack, http=None):
        self.provider = stack.url("identity-provider")
        self.http = http or requests.Session()
        self.order = None

    def open(self, url):
        """Follows an authorization request to the order's page, or to where it is answered at once."""
        answer = self.http.get(url, allow_redirects=False)
        location = answer.headers.get("Location", "")
        if location.startswith(self.provider + "/sign-in/"):
            self.order = location
            assert self.http.get(location).status_code == 200
        return answer

    def qr(self):
        """What the code on the page says now."""
        answer = self.http.get(self.order + "/qr.svg")
        answer.raise_for_status()
        return read_qr(answer.text)

    def typed_code(self):
        answer = self.http.post(self.order + "/typed-code", headers={"Accept": "application/json"})
        return answer.json()["code"]

    def state(self):
        return self.http.get(self.order + "/state").json()

    def type_number(self, number):
        """Where the answer to the number leads: the client's address with a code, or back to the page."""
        answer = self.http.post(self.order + "/number", data={"number": number}, allow_redirects=False)
        return answer.headers["Location"]

    def finish(self, number):
        """The same, where a browser and a phone that know each other need no number."""
        if number:
            return self.type_number(number)
        assert self.state()["state"] == "proceed"
        return self.http.post(self.order + "/continue", allow_redirects=False).headers["Location"]
