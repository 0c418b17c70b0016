/** The guest's screen: menu, choice, shared order. Entry of /guest. */

import { Fragment, html } from "./vendor.js";
import { paint } from "./boot.js";
import { errorText, t } from "./i18n.js";
import { Toasts } from "./kit.js";
import { connect, start } from "./guest/actions.js";
import { BasketBar, BasketSheet } from "./guest/basket.js";
import { BillSheet } from "./guest/bill.js";
import { DishSheet } from "./guest/dish.js";
import { OnlyThis, Over, PinSheet } from "./guest/gate.js";
import { Header, LanguageSheet, Notices, Tiles } from "./guest/header.js";
import { Menu } from "./guest/menu.js";
import { guestState, me, sheet } from "./guest/state.js";
import { TableSheet } from "./guest/table.js";

const SHEETS = {
  bill: BillSheet,
  cart: BasketSheet,
  dish: DishSheet,
  language: LanguageSheet,
  pin: PinSheet,
  table: TableSheet,
};

function Guest() {
  if (me.value.kind !== "guest" || guestState.value === "over") return html`<${Over} />`;
  const open = sheet.value;
  return html`<${Fragment}>
    <div class="page">
      <${Header} />
      <main>
        <${Tiles} />
        <${Notices} />
        <${Menu} />
      </main>
    </div>
    <${BasketBar} />
    ${open && html`<${SHEETS[open.kind]} key=${`${open.kind} ${open.id ?? ""}`} ...${open} />`}
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
  try {
    const seq = await start();
    paint(Guest);
    await connect(seq);
  } catch (error) {
    console.error(error);
    paint(Unreachable, { error });
  }
}

run();
