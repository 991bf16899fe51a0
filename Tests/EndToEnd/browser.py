"""A small driver of headless Chromium over the DevTools protocol, in the words of a person: see, click, fill, press.

One Chromium process serves many tests. Each `Tab` has a connection, a cookie jar and a cache of its own, and notes
everything that a page should not do: exceptions, console errors, violations of its content security policy, answers
that failed. A test that leaves its tab with one of these that it did not expect fails.
"""

import asyncio
import base64
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import asynccontextmanager
from pathlib import Path

from websockets.asyncio.client import connect

DESKTOP, PHONE = (1280, 900), (390, 844)

#: Names of keys as `Tab.press` takes them: (code, Windows key code, text that the key types)
KEYS = {
    "Enter": ("Enter", 13, "\r"), "Tab": ("Tab", 9, ""), "Escape": ("Escape", 27, ""), "Space": ("Space", 32, " "),
    "Backspace": ("Backspace", 8, ""), "ArrowUp": ("ArrowUp", 38, ""), "ArrowDown": ("ArrowDown", 40, ""),
    "ArrowLeft": ("ArrowLeft", 37, ""), "ArrowRight": ("ArrowRight", 39, ""), "Home": ("Home", 36, ""),
    "End": ("End", 35, ""),
}  # fmt: skip
MODIFIERS = {"Alt": 1, "Control": 2, "Meta": 4, "Shift": 8}

#: Put into every document before its own scripts; how a person finds things: by what is visible, and by labels.
#: It lives in a world of its own, out of reach of the page and its content security policy.
EYES = r"""
globalThis.eyes = (() => {
  const flat = text => (text || '').replace(/\s+/g, ' ').trim();
  const visible = e => e.checkVisibility({checkOpacity: false, checkVisibilityCSS: true}) &&
    e.getClientRects().length > 0 && !e.closest('[inert]');
  const byIds = ids => (ids || '').split(/\s+/).map(id => document.getElementById(id)?.textContent || '').join(' ');
  const names = e => [e.getAttribute('aria-label'), byIds(e.getAttribute('aria-labelledby')),
    ...[...(e.labels || [])].map(label => {
      const copy = label.cloneNode(true);
      copy.querySelectorAll('input, select, textarea').forEach(field => field.remove());
      return copy.textContent;
    }), e.tagName == 'INPUT' && ['submit', 'button', 'reset'].includes(e.type) ? e.value : null,
    /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName) ? e.getAttribute('placeholder') : e.innerText,
    e.getAttribute('title')].map(flat).filter(Boolean);
  const matches = (found, wanted) => wanted instanceof RegExp ? wanted.test(found) : found.toLowerCase() ==
    wanted.toLowerCase();
  // Where something covers the page, only what is in it can be reached.
  const top = () => [...document.querySelectorAll('dialog:modal')].pop() || document;
  const scope = within => within ? [...document.querySelectorAll(within)].find(visible) : top();
  const find = (selector, wanted, within, nth) => {
    const found = [...(scope(within)?.querySelectorAll(selector) || [])].filter(visible)
      .filter(e => names(e).some(name => matches(name, wanted)));
    return found.at(nth || 0);
  };
  const pattern = text => text.startsWith('re:') ? new RegExp(text.slice(3), 'i') : text;
  const controls = 'button, a[href], summary, [role=button], [role=tab], [role=menuitem], input[type=submit], ' +
    'input[type=button], input[type=checkbox], input[type=radio], label';
  const fields = 'input:not([type=hidden]), select, textarea';
  return {
    text: within => flat(scope(within)?.innerText ?? scope(within)?.body?.innerText),
    control: (name, within, nth) => find(controls, pattern(name), within, nth),
    field: (name, within, nth) => find(fields, pattern(name), within, nth),
    first: selector => [...document.querySelectorAll(selector)].find(visible),
    name: e => e && names(e)[0] || '',
    drawn: () => Promise.race([new Promise(done => requestAnimationFrame(() => setTimeout(done))),
      new Promise(done => setTimeout(done, 1000))]),
    point: e => {
      e.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
      const box = e.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const hit = document.elementFromPoint(x, y);
      if (e.disabled || e.getAttribute('aria-disabled') == 'true') return {wrong: 'is disabled'};
      if (!hit || !(e.contains(hit) || hit.contains(e) || e.control == hit || [...(e.labels || [])].some(l =>
        l.contains(hit)))) return {wrong: 'is covered by ' + (hit ? hit.outerHTML.slice(0, 80) : 'nothing')};
      return {x, y};
    },
    choose: (e, wanted) => {
      const option = [...e.options].find(o => matches(flat(o.label || o.text), pattern(wanted)) || o.value == wanted);
      if (!option) return false;
      e.value = option.value;
      e.dispatchEvent(new Event('input', {bubbles: true}));
      e.dispatchEvent(new Event('change', {bubbles: true}));
      return true;
    },
  };
})();
"""


class PageFault(AssertionError):
    """What the page should not have done, or did not do in time."""


def find_chromium():
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "chromium is not installed: scripts/install-packages"
    return found


class Chromium:
    """A headless browser with a temporary profile, on a port that it takes itself. It reaches this machine only."""

    def __init__(self, directory):
        self._profile = Path(directory) / "profile"
        self._log = Path(directory) / "chromium.log"
        self._process = None

    def start(self, seconds=60):
        home = self._profile.parent / "home"
        home.mkdir(parents=True, exist_ok=True)
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(
                [find_chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 "--no-first-run", "--no-default-browser-check", "--disable-extensions", "--disable-sync",
                 "--disable-background-networking", "--disable-component-update", "--disable-default-apps",
                 "--password-store=basic", "--force-color-profile=srgb", "--hide-scrollbars",
                 "--ignore-certificate-errors", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
                 "--remote-debugging-port=0", f"--user-data-dir={self._profile}", "about:blank"],
                stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "HOME": str(home), "LANG": "en_GB.UTF-8", "TZ": "UTC"})  # fmt: skip
        deadline = time.monotonic() + seconds
        told = self._profile / "DevToolsActivePort"
        while not (told.exists() and len(told.read_text().split()) == 2):
            assert self._process.poll() is None, f"chromium ended:\n{self.log()}"
            assert time.monotonic() < deadline, f"chromium was not ready after {seconds} s:\n{self.log()}"
            time.sleep(0.05)
        port, path = told.read_text().split()
        self._address = f"ws://127.0.0.1:{port}{path}"
        return self

    def stop(self):
        """Ends it and all its processes, whatever state it is in."""
        if self._process:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self._process.wait()
            self._process = None

    def log(self):
        return self._log.read_text(errors="replace")[-4000:] if self._log.exists() else ""

    @asynccontextmanager
    async def tab(self, base="", size=DESKTOP, **options):
        """A tab as if of another person: it shares no cookies with others. At the end it must have no fault."""
        socket = await connect(self._address, max_size=None, ping_interval=None, proxy=None, open_timeout=30)
        tab = Tab(socket, base)
        try:
            await tab._open(size, **options)
            yield tab
            tab.assert_no_faults()
        finally:
            await tab._close()


class Tab:
    """One page of a browser. Every wait polls until a deadline; nothing sleeps for a fixed time."""

    #: How long a page may take for anything, in seconds.
    patience = 15

    def __init__(self, socket, base):
        self._socket, self._base = socket, base
        self._ids, self._answers = itertools.count(1), {}
        self._session = self._context = None
        self._loads = 0
        self._frames = {}
        self._reader = asyncio.create_task(self._read())
        self._expected = []
        #: What the page should not have done.
        self.faults = []
        #: (status, method, address) of every answer of 400 or more
        self.failed_requests = []
        #: (status, address, headers with lower-case names) of the documents that were loaded
        self.documents = []
        #: texts of `alert` and `confirm`, which are all accepted
        self.dialogs = []
        self._methods = {}

    # The protocol

    async def _open(self, size, dark=False):
        self._context = (await self._call("Target.createBrowserContext"))["browserContextId"]
        target = await self._call("Target.createTarget", url="about:blank", browserContextId=self._context)
        attached = await self._call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            await self._call(f"{domain}.enable")
        await self._call("Page.addScriptToEvaluateOnNewDocument", source=EYES, worldName="eyes", runImmediately=True)
        await self.resize(*size)
        await self.dark(dark)

    async def _close(self):
        try:
            if self._context:
                dispose = self._call("Target.disposeBrowserContext", browserContextId=self._context)
                await asyncio.wait_for(dispose, 10)
        except (PageFault, TimeoutError):
            pass  # what the test did before reports a browser that died
        await self._socket.close()
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)

    async def _call(self, method, **parameters):
        """Calls a method of the page, or of the browser where a browser context is named."""
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        message = {"id": number, "method": method, "params": parameters}
        if self._session and "browserContextId" not in parameters:
            message["sessionId"] = self._session
        await self._socket.send(json.dumps(message))
        async with asyncio.timeout(30):
            return await answer

    async def _read(self):
        try:
            async for text in self._socket:
                message = json.loads(text)
                if "id" in message:
                    answer = self._answers.pop(message["id"], None)
                    if answer and not answer.done():
                        if "error" in message:
                            answer.set_exception(PageFault(message["error"]["message"]))
                        else:
                            answer.set_result(message["result"])
                elif handler := getattr(self, "_on_" + message["method"].replace(".", "_"), None):
                    handler(message["params"])
        finally:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(PageFault("the browser ended"))

    def _on_Page_loadEventFired(self, _):
        self._loads += 1

    def _on_Page_javascriptDialogOpening(self, dialog):
        self.dialogs.append(dialog["message"])
        asyncio.get_running_loop().create_task(self._call("Page.handleJavaScriptDialog", accept=True))

    def _on_Runtime_executionContextCreated(self, created):
        context = created["context"]
        if context["name"] == "eyes" and context["auxData"].get("type") == "isolated":
            self._frames[context["auxData"]["frameId"]] = context["id"]

    def _on_Runtime_exceptionThrown(self, thrown):
        details = thrown["exceptionDetails"]
        said = details.get("exception", {}).get("description") or details["text"]
        self.faults.append(f"exception: {said} ({details.get('url', '')}:{details.get('lineNumber', 0) + 1})")

    def _on_Runtime_consoleAPICalled(self, called):
        if called["type"] in ("error", "assert", "warning"):
            said = " ".join(str(a.get("value", a.get("description", a["type"]))) for a in called["args"])
            self.faults.append(f"console.{called['type']}: {said}")

    def _on_Log_entryAdded(self, added):
        entry = added["entry"]
        # Answers that failed are in `failed_requests`, where a test can expect them.
        if entry["level"] == "error" and entry["source"] != "network":
            self.faults.append(f"{entry['source']}: {entry['text']} ({entry.get('url', '')})")

    def _on_Audits_issueAdded(self, added):
        issue = added["issue"]
        if issue["code"] == "ContentSecurityPolicyIssue":
            details = issue["details"]["contentSecurityPolicyIssueDetails"]
            self.faults.append(f"CSP: {details['violatedDirective']} {details.get('blockedURL', 'inline')}")

    def _on_Network_requestWillBeSent(self, sent):
        self._methods[sent["requestId"]] = sent["request"]["method"]
        address = sent["request"]["url"]
        if not re.match(r"(https?://(localhost|127\.0\.0\.1)[:/]|about:|data:|blob:)", address):
            self.faults.append(f"a request to elsewhere: {address}")

    def _on_Network_responseReceived(self, received):
        response = received["response"]
        if received["type"] == "Document":
            headers = {name.lower(): value for name, value in response["headers"].items()}
            self.documents.append((response["status"], response["url"], headers))
        if response["status"] >= 400:
            method = self._methods.get(received["requestId"], "?")
            self.failed_requests.append((response["status"], method, response["url"]))

    # Faults

    def expect_failure(self, *statuses):
        """From now on, answers with these statuses are expected."""
        self._expected += statuses

    def assert_no_faults(self):
        unexpected = [failed for failed in self.failed_requests if failed[0] not in self._expected]
        if self.faults or unexpected:
            raise PageFault("\n".join([*self.faults, *(f"{s} to {m} {a}" for s, m, a in unexpected)]))

    # Where it is

    async def goto(self, path, seconds=None):
        """Loads a page, and returns when its load event was fired."""
        loads = self._loads
        answer = await self._call("Page.navigate", url=self._base + path if path.startswith("/") else path)
        if answer.get("errorText") and answer["errorText"] != "net::ERR_ABORTED":
            raise PageFault(f"{path}: {answer['errorText']}")
        await self._poll(lambda: asyncio.sleep(0, self._loads > loads), f"{path} loaded", seconds)

    async def reload(self):
        loads = self._loads
        await self._call("Page.reload")
        await self._poll(lambda: asyncio.sleep(0, self._loads > loads), "the page loaded again")

    async def url(self):
        history = await self._call("Page.getNavigationHistory")
        return history["entries"][history["currentIndex"]]["url"]

    async def path(self):
        return re.sub(r"^[a-z]+://[^/]*", "", await self.url())

    async def at(self, pattern, seconds=None):
        """Waits until the path of the page matches the whole pattern."""
        async def there():
            return re.fullmatch(pattern, await self.path())
        await self._poll(there, f"the page {pattern}", seconds)

    async def cookies(self):
        return (await self._call("Storage.getCookies", browserContextId=self._context))["cookies"]

    async def before_scripts(self, source):
        """Runs a script in every document from now on, before its own."""
        await self._call("Page.addScriptToEvaluateOnNewDocument", source=source)

    # What it shows

    async def evaluate(self, expression, world="page"):
        """The value of an expression: among the page's own scripts, or beside them with `eyes`."""
        place = {}
        if world == "eyes":
            tree = await self._call("Page.getFrameTree")
            frame = tree["frameTree"]["frame"]["id"]
            if frame not in self._frames:
                raise PageFault("the document is not there yet")
            place = {"contextId": self._frames[frame]}
        answer = await self._call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, **place)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise PageFault(f"{expression}: {details.get('exception', {}).get('description', details['text'])}")
        return answer["result"].get("value")

    async def _look(self, function, *arguments):
        """Calls one of the `eyes`. A document that is being replaced shows nothing."""
        call = ", ".join(json.dumps(argument) for argument in arguments)
        return await self.evaluate(f"eyes.{function}({call})", world="eyes")

    async def _poll(self, holds, what, seconds=None):
        deadline = time.monotonic() + (self.patience if seconds is None else seconds)
        while True:
            try:
                if found := await holds():
                    return found
                last = None
            except PageFault as fault:
                last = fault
            if time.monotonic() > deadline:
                raise PageFault(f"not in time: {what}" + (f" ({last})" if last else "") + await self._situation())
            await asyncio.sleep(0.03)

    async def _situation(self):
        """What a person would see now, for the message of a failure."""
        try:
            text = await self._look("text", None)
            return f"\nat {await self.path()}:\n{text[:3000]}\n" + "\n".join(self.faults)
        except PageFault as fault:
            return f" ({fault})"

    async def wait(self, expression, what=None, seconds=None):
        """Waits until an expression of the page's own world is true."""
        # An element has no value of its own to come back with; whether there is one has.
        return await self._poll(lambda: self.evaluate(f"!!({expression})"), what or expression, seconds)

    async def text(self, within=None):
        """What can be read on the page, or in the first element of a selector, with single spaces."""
        return await self._look("text", within) or ""

    async def see(self, *wanted, within=None, seconds=None):
        """Waits until all of these texts can be read; capitals do not matter. `re:` begins a regular expression."""
        async def shown():
            text = await self.text(within)
            return all(found(one, text) for one in wanted) and text
        return await self._poll(shown, f"to see {' and '.join(map(repr, wanted))}", seconds)

    async def not_see(self, *unwanted, within=None, seconds=None):
        """Waits until none of these texts can be read."""
        async def gone():
            text = await self.text(within)
            return not any(found(one, text) for one in unwanted)
        await self._poll(gone, f"not to see {' or '.join(map(repr, unwanted))}", seconds)

    async def is_there(self, selector):
        return await self.evaluate(f"!!eyes.first({json.dumps(selector)})", world="eyes")

    async def count(self, selector):
        return await self.evaluate(f"document.querySelectorAll({json.dumps(selector)}).length")

    async def has_control(self, name, within=None):
        return await self.evaluate(f"!!eyes.control({json.dumps(name)}, {json.dumps(within)})", world="eyes")

    async def value(self, label, within=None):
        """What is in a field."""
        field = f"eyes.field({json.dumps(label)}, {json.dumps(within)})"
        return await self._poll(lambda: self.evaluate(f"{field} && [{field}.value]", "eyes"), f"the field {label}")

    async def focused(self):
        """The name of what the keyboard is at."""
        return await self.evaluate("eyes.name(document.activeElement)", world="eyes")

    # What a person does

    async def _click(self, element, what):
        async def reachable():
            # The browser drops clicks on a document that it has not drawn yet; nobody could have seen what to click.
            await self.evaluate("eyes.drawn()", world="eyes")
            point = await self.evaluate(f"(e => e ? eyes.point(e) : null)({element})", world="eyes")
            if point and "wrong" in point:
                raise PageFault(f"{what} {point['wrong']}")
            return point
        point = await self._poll(reachable, f"{what} to click")
        for kind, buttons in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)]:
            await self._call(
                "Input.dispatchMouseEvent", type=kind, x=point["x"], y=point["y"], buttons=buttons,
                button="none" if kind == "mouseMoved" else "left", clickCount=0 if kind == "mouseMoved" else 1)

    async def click(self, name, within=None, nth=0):
        """Clicks a button, link, checkbox or label by what it says. `re:` begins a regular expression."""
        await self._click(f"eyes.control({json.dumps(name)}, {json.dumps(within)}, {nth})", repr(name))

    async def click_on(self, selector):
        await self._click(f"eyes.first({json.dumps(selector)})", selector)

    async def fill(self, label, text, within=None, nth=0):
        """Types into the field with this label, in place of what is there, or chooses an option of a list."""
        field = f"eyes.field({json.dumps(label)}, {json.dumps(within)}, {nth})"
        kind = await self._poll(
            lambda: self.evaluate(f"(e => e && !e.disabled && e.tagName + ' ' + e.type)({field})", "eyes"),
            f"the field {label}")
        if kind.startswith("SELECT"):
            await self._poll(
                lambda: self.evaluate(f"(e => e && eyes.choose(e, {json.dumps(text)}))({field})", "eyes"),
                f"the choice {text} of {label}")
        elif kind.startswith("INPUT") and kind.split()[1] in ("date", "time", "month", "datetime-local"):
            await self.evaluate(
                f"(e => {{ e.focus(); e.value = {json.dumps(text)}; for (const kind of ['input', 'change']) "
                f"e.dispatchEvent(new Event(kind, {{bubbles: true}})); }})({field})", "eyes")
        else:
            await self.evaluate(f"(e => {{ e.focus(); e.select(); }})({field})", world="eyes")
            if text:
                await self.type(text)
            else:
                await self.press("Backspace")

    async def type(self, text):
        """Types where the keyboard is."""
        await self._call("Input.insertText", text=text)

    async def press(self, key, times=1):
        """Presses a key: `Tab`, `Shift+Tab`, `Enter`, a letter."""
        *held, key = key.split("+") if key != "+" else [key]
        modifiers = sum(MODIFIERS[name] for name in held)
        code, number, typed = KEYS.get(key, (f"Key{key.upper()}", ord(key.upper()[0]), key))
        event = {"key": " " if key == "Space" else key, "code": code, "windowsVirtualKeyCode": number,
                 "modifiers": modifiers}  # fmt: skip
        if typed and not held:
            event["text"] = typed
        for _ in range(times):
            await self._call("Input.dispatchKeyEvent", type="keyDown" if "text" in event else "rawKeyDown", **event)
            await self._call(
                "Input.dispatchKeyEvent", type="keyUp", **{k: v for k, v in event.items() if k != "text"})

    async def tab_to(self, name, most=60):
        """Presses Tab until the keyboard is at what has this name."""
        seen = []
        for _ in range(most):
            await self.press("Tab")
            seen.append(await self.focused())
            if found(name, seen[-1]) if name.startswith("re:") else seen[-1].lower() == name.lower():
                return
        raise PageFault(f"the keyboard does not reach {name!r}, only {seen}")

    # How it looks

    async def resize(self, width, height, mobile=False):
        await self._call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    async def dark(self, dark=True):
        await self._call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"}])  # fmt: skip

    async def screenshot(self, path=None):
        """The PNG of what is in view; written to `path` where one is given."""
        png = base64.b64decode((await self._call("Page.captureScreenshot", format="png"))["data"])
        if path:
            Path(path).write_bytes(png)
        return png


def found(wanted, text):
    if wanted.startswith("re:"):
        return re.search(wanted[3:], text, re.IGNORECASE)
    return wanted.lower() in text.lower()


def png_size(png):
    """Width and height of a PNG."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
