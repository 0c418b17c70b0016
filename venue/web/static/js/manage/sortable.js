/** A list whose rows are put into order by dragging, by touch, and by the arrow keys. */

import { html, useRef, useSignal } from "../vendor.js";
import { t } from "../i18n.js";
import { Icon } from "../kit.js";
import { moved } from "./model.js";

/**
 * @param {object} props
 * @param {{key: string}[]} props.items
 * @param {(item: object) => any} props.row what stands beside the handle
 * @param {(item: object) => string} props.name what the row is called
 * @param {(keys: string[]) => void} props.onOrder
 */
export function Sortable({ items, row, name, onOrder, label }) {
  const list = useRef(null);
  const order = useSignal(null);
  const dragged = useSignal(null);
  const shown = order.value
    ? order.value.map((key) => items.find((one) => one.key === key)).filter(Boolean)
    : items;
  const keys = shown.map((one) => one.key);

  const step = (index, to) => {
    const next = moved(keys, index, to);
    if (next !== keys) onOrder(next);
  };
  const onKey = (index) => (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(index, index + by);
  };
  const onDown = (key) => (event) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    dragged.value = key;
    order.value = keys;
  };
  const onMove = (event) => {
    if (dragged.value === null) return;
    const rows = [...list.current.children];
    const place = rows.findIndex((one) => {
      const { top, height } = one.getBoundingClientRect();
      return event.clientY < top + height / 2;
    });
    const from = order.value.indexOf(dragged.value);
    const to = place < 0 ? rows.length - 1 : place > from ? place - 1 : place;
    order.value = moved(order.value, from, to);
  };
  const onUp = () => {
    const next = order.value;
    const was = items.map((one) => one.key);
    dragged.value = null;
    order.value = null;
    if (next && next.join("\n") !== was.join("\n")) onOrder(next);
  };

  return html`<ul class="sortable" ref=${list} aria-label=${label}>${shown.map((item, index) => html`
    <li key=${item.key} class="sortable-row" data-dragged=${dragged.value === item.key ? "" : null}>
      <button type="button" class="icon-button handle"
        aria-label=${t("manage.move", { name: name(item), place: index + 1, of: shown.length })}
        onKeyDown=${onKey(index)} onPointerDown=${onDown(item.key)} onPointerMove=${onMove}
        onPointerUp=${onUp} onPointerCancel=${onUp}><${Icon} name="list" /></button>
      ${row(item)}
    </li>`)}</ul>`;
}
