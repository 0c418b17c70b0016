/** The guest's screen: menu, choice, shared order. Entry of /guest; its sheets come a moment later. */

import { Fragment, html, signal } from "./vendor.js";
import { paint } from "./boot.js";
import { errorText, t } from "./i18n.js";
import { Toasts } from "./kit.js";
import { connect, start } from "./guest/actions.js";
import { BasketBar } from "./guest/bar.js";
import { OnlyThis, Over } from "./guest/gate.js";
import { Header, Notices, Shop, Tiles } from "./guest/header.js";
import { Menu } from "./guest/menu.js";
import { guestState, me, sheet } from "./guest/state.js";

const AGAIN_MS = 1_000;

const sheets = signal(null);

/** Fetch the rest until it is there; a sheet asked for before opens then. Resolves to `follow`. */
async function loadLater() {
  for (let attempt = 0; ; attempt += 1) {
    try {
      // A browser may remember that an address failed, so each try has its own.
      const again = attempt === 0 ? "" : `?try=${attempt}`;
      const { SHEETS, followNews } = await import(`./guest-later.js${again}`);
      sheets.value = SHEETS;
      return followNews;
    } catch {
      await new Promise((wake) => setTimeout(wake, AGAIN_MS));
    }
  }
}

function Guest() {
  if (me.value.kind !== "guest" || guestState.value === "over") return html`<${Over} />`;
  const open = sheets.value && sheet.value;
  return html`<${Fragment}>
    <div class="page">
      <${Header} />
      <main>
        <${Tiles} />
        <${Shop} />
        <${Notices} />
        <${Menu} />
      </main>
    </div>
    <${BasketBar} />
    ${open &&
    html`<${sheets.value[open.kind]} key=${`${open.kind} ${open.id ?? ""}`} ...${open} />`}
    <${Toasts} />
  <//>`;
}

function Unreachable({ error }) {
  return html`<${OnlyThis} icon="wifi-off" title=${t("guest.unreachable_title")}>
    <p>${errorText(error)}</p>
    <button type="button" class="button button-primary" onClick=${() => location.reload()}>
      ${t("common.retry")}
    </button>
  <//>`;
}

async function run() {
  // Out of the browser's memory of pages: another party may sit here by now.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  try {
    const seq = await start();
    paint(Guest);
    await connect(seq, loadLater());
  } catch (error) {
    console.error(error);
    paint(Unreachable, { error });
  }
}

run();
