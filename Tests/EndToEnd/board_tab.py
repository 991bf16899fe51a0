"""The board page in a tab: a TV as people see it, and what is measured of it."""

import re
from contextlib import asynccontextmanager

TV = (1920, 1080)

#: Everything that is wrong with how the picture is laid out: text that is too small or cut off without a sign, and what
#: reaches beyond its tile or the safe area of 5 %.
FAULTS = r"""
(() => {
  const stage = document.getElementById('stage').getBoundingClientRect();
  const drifted = {left: 96 - 6, top: 54 - 6, right: 1824 + 6, bottom: 1026 + 6};
  const wrong = [];
  for (const element of document.querySelectorAll('#stage *')) {
    const says = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    const box = element.getBoundingClientRect();
    if (!says || !box.width || !box.height) continue;
    const style = getComputedStyle(element);
    const name = `${element.getAttribute('class')}: ${element.textContent.slice(0, 40)}`;
    if (parseFloat(style.fontSize) < 24) wrong.push(`${name} is ${style.fontSize} small`);
    if (Number(style.fontWeight) < 500) wrong.push(`${name} is ${style.fontWeight} thin`);
    const hides = style.textOverflow === 'ellipsis';
    if (!(element instanceof SVGElement) && style.display !== 'inline' && !hides &&
        (element.scrollWidth > element.clientWidth + 1)) wrong.push(`${name} is cut off`);
    if (hides && element.scrollWidth > element.clientWidth && element.classList.contains('number'))
      wrong.push(`${name} is a cut number`);
    if (!element.closest('.frame') && (box.left < drifted.left || box.top < drifted.top || box.right > drifted.right ||
        box.bottom > drifted.bottom)) wrong.push(`${name} is outside of the safe area`);
    const tile = element.closest('.tile');
    if (!tile || element.closest('.frame')) continue;
    const around = tile.getBoundingClientRect();
    if (box.left < around.left - 1 || box.right > around.right + 1 || box.top < around.top - 1 ||
        box.bottom > around.bottom + 1) wrong.push(`${name} reaches out of its tile`);
  }
  const tiles = [...document.querySelectorAll('.tile')].map(tile => tile.getBoundingClientRect())
    .filter(box => box.width);
  tiles.forEach((a, i) => tiles.slice(i + 1).forEach(b => {
    if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      wrong.push('two tiles lie on each other');
  }));
  return wrong;
})()
"""

#: Counts frames, and those in which there is no picture with a tile that says something, or more than one picture.
FRAMES = """
(() => {
  globalThis.emptyFrames = globalThis.framesSeen = 0;
  const look = () => {
    const tiles = [...document.querySelectorAll('.picture .tile')].filter(tile => tile.innerText.trim());
    globalThis.framesSeen += 1;
    if (tiles.length === 0 || document.querySelectorAll('.picture').length !== 1) globalThis.emptyFrames += 1;
    requestAnimationFrame(look);
  };
  look();
  return true;
})()
"""


@asynccontextmanager
async def television(chromium, gateway, size=TV):
    """A TV that opens the board page; it must have no fault at the end."""
    async with chromium.tab(f"https://localhost:{gateway.board_port}", size=size) as tab:
        yield tab


async def code_on(tab):
    """The pairing code that the TV shows."""
    text = await tab.see(r"re:[B-Z]{4}-[B-Z]{4}", within=".code")
    return re.search(r"[B-Z]{4}-[B-Z]{4}", text)[0]


async def paired(tab, customer, supervisor, **more):
    """Opens the page and pairs it for a user with this licence; returns the user's id. By then the first picture is
    shown, except for a licence without one."""
    user = customer.user(f"tv-{supervisor}", supervisor)
    await tab.goto("/")
    customer.pair(await code_on(tab), user, **more)
    await tab.wait("document.querySelector('.picture, .dark')", "the first picture")
    return user


async def assert_well_laid_out(tab):
    faults = await tab.evaluate(FAULTS)
    assert faults == [], faults


@asynccontextmanager
async def without_a_flicker(tab):
    """However the picture changes meanwhile, every frame has one, and the document stays the same."""
    await tab.evaluate("globalThis.isSamePage = true")
    await tab.evaluate(FRAMES)
    yield
    await frames_pass(tab)
    assert await tab.evaluate("globalThis.isSamePage"), "the page was reloaded"
    assert await tab.evaluate("emptyFrames") == 0


async def frames_pass(tab):
    """Waits until what is there now was drawn more than once."""
    seen = await tab.evaluate("framesSeen")
    await tab.wait(f"framesSeen > {seen + 3}")
