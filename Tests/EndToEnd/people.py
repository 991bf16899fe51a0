"""What people do on the admin pages, in their words."""

from contextlib import asynccontextmanager

from browser import DESKTOP


class Person:
    """An admin at a browser of their own."""

    def __init__(self, tab, admin):
        self.tab, self.admin = tab, admin

    async def sign_in(self, next_page="/"):
        await self.tab.goto("/sign-in" if next_page == "/" else f"/sign-in?next={next_page}")
        await self.tab.fill("Access token", self.admin.token)
        await self.tab.click("Sign in")
        await self.tab.at(r"/(\?.*)?" if next_page == "/" else next_page.replace("?", r"\?"))
        return self

    async def open(self, path, heading):
        await self.tab.goto(path)
        await self.tab.see(heading, within="h1")

    # Licences

    async def edit_maximum(self, maximum, reason=""):
        """Types another maximum, without saving; returns once the consequence is shown."""
        tab = self.tab
        if not await tab.is_there("#max-wallboards"):
            await tab.click("Edit")
        await tab.fill("Maximum wallboards", str(maximum))
        if reason:
            await tab.fill("re:^Reason", reason)
        return await tab.see("becomes", within="#licence-consequence")

    async def sees_seats(self, configured, maximum):
        await self.tab.see(f"{configured} / {maximum}", within="#seats-figure")

    # Users

    async def add_user(self, name, id_, supervisor, licence="Professional"):
        tab = self.tab
        await tab.click("Add user")
        await tab.fill("Name", name)
        await tab.fill("Id", id_)
        await tab.fill("Extension", "201")
        await tab.fill("User licence", licence)
        await tab.fill("Supervisor licence", supervisor)
        await tab.click("Save")
        await tab.see(name, supervisor, within="#users")

    async def change_role(self, name, supervisor):
        """Chooses another supervisor licence, without saving."""
        await self.tab.click(name)
        await self.tab.fill("Supervisor licence", supervisor)

    # Devices

    async def open_device(self, name):
        await self.tab.click(name, within="#devices")
        await self.tab.see(name, within="#device-dialog")

    async def act(self, action, answer=None):
        """Opens the actions of the open device, and takes one; `answer` is the button of the question."""
        if not await self.tab.is_there(f"[data-action={action}]"):
            await self.tab.click("re:^More")
        await self.tab.click_on(f"[data-action={action}]")
        if answer:
            await self.tab.click(answer, within="#question")
            await self.tab.wait("!document.querySelector('#question')", "the question answered")


@asynccontextmanager
async def person(chromium, gateway, admin, size=DESKTOP, dark=False, next_page="/"):
    """Somebody who has signed in."""
    async with chromium.tab(gateway.url, size=size, dark=dark) as tab:
        yield await Person(tab, admin).sign_in(next_page)
