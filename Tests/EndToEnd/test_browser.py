"""The browser's driver, against pages of its own: it finds, waits, types, and notes what a page should not do."""

import http.server
import threading

import pytest
from browser import PHONE, PageFault, png_size

PAGES = {
    "/": (
        "default-src 'none'; script-src 'self'; style-src 'self'",
        """<!doctype html><title>Form</title><h1>Boards</h1>
        <form><label for=a>Maximum wallboards</label><input id=a value=2>
        <label>Why <input name=why placeholder=optional></label>
        <label>Colour <select id=c><option value=r>Red<option value=b>Blue</select></label>
        <button type=button id=save>Save</button> <button type=button id=never disabled>Never</button></form>
        <label><input type=checkbox id=agree> Agree</label>
        <p hidden>nobody sees this</p><p id=out aria-live=polite></p><a href="/other">Elsewhere</a>
        <dialog id=d><p>Sure?</p><button id=yes>Yes</button></dialog><script src="/page.js"></script>"""),
    "/page.js": (None, """
        const out = document.getElementById('out');
        document.getElementById('save').onclick = () => setTimeout(() => {
          const told = document.getElementById('agree').checked ? 'agreed' : 'alone';
          out.textContent = `${document.getElementById('a').value} ${document.getElementById('c').value} ${told}`;
          document.getElementById('d').showModal();
        }, 150);
        document.getElementById('yes').onclick = () => document.getElementById('d').close();
        document.addEventListener('keydown', e => { if (e.key == 'Escape') out.textContent = 'escaped'; });"""),
    "/other": ("default-src 'none'", "<!doctype html><title>Other</title><p>Elsewhere indeed</p>"),
    "/inline": ("default-src 'none'; script-src 'self'", "<!doctype html><script>document.title='x'</script>inline"),
    "/style": ("default-src 'none'", "<!doctype html><p style='color:red'>styled</p>"),
    "/throws": (None, "<!doctype html><script>setTimeout(() => { throw new Error('oh no') }, 10)</script>throws"),
    "/logs": (None, "<!doctype html><script>console.error('bad', 7)</script>logs"),
    "/fetches": (None, "<!doctype html><script>fetch('/nothing').then(a => document.body.append(a.status))</script>.."),
    "/far": (None, "<!doctype html><img src='https://example.com/x.png'>far"),
    "/wide": (None, """<!doctype html><meta name=viewport content="width=device-width"><style>
        @media (prefers-color-scheme: dark) { body { background: #000 } }</style><p id=w></p>
        <script>w.textContent = innerWidth</script>"""),
}


@pytest.fixture(scope="module")
def site():
    """The pages above on a free port."""

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            policy, body = PAGES.get(self.path, (None, None))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/javascript" if self.path.endswith(".js") else "text/html")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.send_header("Set-Cookie", "seen=1; Path=/; HttpOnly; SameSite=Strict")
            self.end_headers()
            self.wfile.write((body or "nothing").encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


async def test_it_does_what_a_person_does(chromium, site):
    async with chromium.tab(site) as tab:
        await tab.goto("/")
        assert "nobody" not in await tab.text()
        assert (await tab.value("Maximum wallboards"))[0] == "2"
        await tab.fill("Maximum wallboards", "3")
        await tab.fill("Why", "because")
        await tab.fill("Colour", "Blue")
        await tab.click("Agree")
        await tab.click("Save")
        # What lies under an open dialog cannot be clicked, and only the dialog's content can be seen.
        await tab.see("SURE?")
        assert not await tab.has_control("Save")
        await tab.click("re:^y")
        await tab.see("3 b agreed")
        await tab.press("Escape")
        await tab.see("escaped")
        await tab.not_see("agreed")
        await tab.click("Elsewhere")
        await tab.at("/other")
        await tab.see("Elsewhere indeed")
        assert (await tab.cookies())[0]["sameSite"] == "Strict"
        assert tab.documents[-1][2]["content-security-policy"] == "default-src 'none'"


async def test_the_keyboard_alone_is_enough(chromium, site):
    async with chromium.tab(site) as tab:
        await tab.goto("/")
        await tab.tab_to("Maximum wallboards")
        await tab.type("7")
        await tab.tab_to("Agree")
        await tab.press("Space")
        await tab.press("Shift+Tab")
        assert await tab.focused() == "Save"
        await tab.press("Enter")
        await tab.see("Sure?")
        await tab.press("Enter")
        await tab.see("7 r agreed")


async def test_what_does_not_come_is_reported_with_what_is_there(chromium, site):
    async with chromium.tab(site) as tab:
        await tab.goto("/")
        with pytest.raises(PageFault, match="(?s)to see 'Paradise'.*Maximum wallboards"):
            await tab.see("Paradise", seconds=0.2)
        tab.patience = 0.2
        with pytest.raises(PageFault, match="is disabled"):
            await tab.click("Never")


@pytest.mark.parametrize("path, fault", [
    ("/inline", "CSP: script-src"), ("/style", "CSP: "), ("/throws", "oh no"), ("/logs", "console.error: bad 7"),
    ("/fetches", "404 to GET"), ("/far", "a request to elsewhere"),
])  # fmt: skip
async def test_what_a_page_should_not_do_fails_the_test(chromium, site, path, fault):
    with pytest.raises(PageFault, match=fault):
        async with chromium.tab(site) as tab:
            await tab.goto(path)
            await tab.see(path.strip("/") if path != "/style" else "styled") if path != "/fetches" else \
                await tab.see("404")
            await tab.wait("document.readyState == 'complete'")
            await tab._poll(lambda: fault_is_there(tab), "the fault", 5)


async def fault_is_there(tab):
    return tab.faults or tab.failed_requests


async def test_an_expected_failure_is_none(chromium, site):
    async with chromium.tab(site) as tab:
        tab.expect_failure(404)
        await tab.goto("/fetches")
        await tab.see("404")


async def test_people_share_no_cookies_and_screens_have_sizes_and_colours(chromium, site):
    async with chromium.tab(site) as one, chromium.tab(site, size=PHONE, dark=True) as other:
        await one.goto("/wide")
        assert await one.cookies() and not await other.cookies()
        await other.goto("/wide")
        await other.see("390")
        await one.see("1280")
        assert png_size(await other.screenshot()) == PHONE
        assert "rgb(0, 0, 0)" == await other.evaluate("getComputedStyle(document.body).backgroundColor")
        assert "rgb(0, 0, 0)" != await one.evaluate("getComputedStyle(document.body).backgroundColor")
