/**
 * Which dashboard a device shows: the default of its view, or one of the customer's by its title.
 */
import { customerPath, list } from "./api.js";
import { placesLeftOut } from "./dashboard-words.js";
import { counted, element, fill } from "./element.js";
import { viewer } from "./viewer.js";
import { licenceWord } from "./words.js";

/** How many tiles a device leaves out, in words. */
export const leavesOut = ({ view, dashboardLeavesOut: count }) => `${licenceWord(view)} leaves ${counted(count, "tile")} out`;

/** Offers dashboards in `select`, and says in `hint` what the chosen one means. Returns `{show(device), choose(id), value()}`. */
export function dashboardChoice(select, hint) {
  let dashboards = new Map(), device = null;

  function draw() {
    const chosen = dashboards.get(select.value), view = device?.view;
    const leftOut = chosen?.views?.[view]?.leftOut ?? [];
    hint.classList.toggle("attention-tone", leftOut.length > 0);
    if (!select.value) hint.textContent = view && view !== "none" ? `What boards of ${licenceWord(view)} show when nobody has made a dashboard.` : "";
    else if (leftOut.length > 0) hint.textContent = `${licenceWord(view)} does not show all of it: ${placesLeftOut(leftOut)} of ${counted(chosen.tiles.length + chosen.alarms.length, "tile and alarm", "tiles and alarms")} left out.`;
    else hint.textContent = chosen && view !== "none" ? "The board shows all of it." : "";
  }
  select.addEventListener("change", draw);

  function choose(id) {
    if (id && ![...select.options].some((option) => option.value === id)) select.append(element("option", { value: id }, id));
    select.value = id ?? "";
    draw();
  }

  return {
    choose,
    value: () => select.value || null,
    async show(shown) {
      device = shown;
      choose(device.dashboardId);
      const all = await list(customerPath(viewer.pageCustomer, "dashboards"));
      dashboards = new Map(all.map((one) => [one.id, one]));
      const chosen = select.value;
      fill(select, element("option", { value: "" }, "Default of its view"), all.map(({ id, title }) => element("option", { value: id }, title)));
      choose(chosen);
    },
  };
}
