/** All orders of the house: those that wait for us first, then the newest. */

import { html, useSignal } from "../vendor.js";
import { errorText, t } from "../i18n.js";
import { Banner, Empty, Skeleton } from "../kit.js";
import { completedOrders } from "./reading.js";
import { ordersToShow } from "./model.js";
import { OrderCard } from "./ordercard.js";
import { go, isLoaded, orders } from "./state.js";

/** The tab "Orders". */
export function Orders() {
  const past = useSignal(null);
  const problem = useSignal(null);
  if (!isLoaded.value) return html`<${Skeleton} rows=${4} />`;
  const showPast = async () => {
    problem.value = null;
    past.value = await completedOrders().catch((error) => {
      problem.value = errorText(error);
      return null;
    });
  };
  const list = past.value ?? ordersToShow(orders.value);
  const open = (order) => (order.table.id ? () => go({ tableId: order.table.id }) : null);
  return html`<div class="stack">
    <div class="row" role="group" aria-label=${t("waiter.tab.orders")}>
      <button type="button" class="chip" aria-pressed=${String(!past.value)}
        onClick=${() => (past.value = null)}>
        ${t("waiter.active")}</button>
      <button type="button" class="chip" aria-pressed=${String(Boolean(past.value))}
        onClick=${showPast}>
        ${t("waiter.completed")}</button>
    </div>
    ${problem.value && html`<${Banner} tone="warn" icon="wifi-off" title=${problem.value} />`}
    ${list.length === 0 && html`<${Empty} icon="list-checks" title=${t("waiter.no_orders")} />`}
    ${list.map(
      (order) => html`<${OrderCard} key=${order.id} order=${order} withTable
        onOpen=${open(order)} />`,
    )}
  </div>`;
}
