/**
 * The dashboards of a customer: the list, or with `?dashboard=<id>` or `?new=<licence>` one of them to edit. The list
 * is in `dashboard-list.js`, the editor in `dashboard-editor.js`.
 */
import { dashboardEditor } from "./dashboard-editor.js";
import { dashboardList } from "./dashboard-list.js";
import { viewer } from "./viewer.js";

const asked = new URLSearchParams(location.search);
const id = asked.get("dashboard"), start = asked.get("new");

if (id) dashboardEditor({ id });
else if (start && viewer.mayEdit) dashboardEditor({ start });
else dashboardList();
