/** The kitchen's screen. Entry of /kitchen/<station>. */

import { h, render } from "./vendor.js";
import { setLanguage } from "./i18n.js";
import { run } from "./kitchen/feed.js";
import { listenToKeys } from "./kitchen/keys.js";
import { phase } from "./kitchen/state.js";
import { Kitchen } from "./kitchen/view.js";

const root = document.getElementById("app");

async function open() {
  await setLanguage(document.documentElement.lang).catch(() => undefined);
  document.getElementById("plain")?.remove();
  root.removeAttribute("hidden");
  render(h(Kitchen, {}), root);
  listenToKeys();
  try {
    await run(root.dataset.station);
  } catch (error) {
    console.error(error);
    phase.value = "refused";
  }
}

open();
