// Progressive help only: every page works without these modules.
import "./keys.js";
import "./dialogs.js";
import "./counter.js";
import "./drop.js";
import "./menus.js";
import "./keep.js";
