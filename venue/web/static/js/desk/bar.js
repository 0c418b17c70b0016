/** One stay or block on the tape chart; dragged with a mouse or pen, opened by a tap. */

import { html, useEffect, useRef, useSignal } from "../vendor.js";
import { t } from "../i18n.js";
import { Icon } from "../kit.js";
import { DRAGS } from "./model.js";
import { dayText, go } from "./state.js";

const ICONS = { confirmed: "clock", assigned: "key-round", checked_in: "house",
  checked_out: "log-out", block: "ban" };
const STILL_PX = 6;
const EDGE_PX = 14;

export function Bar({ span, room, start, size, isFocused, onDrop }) {
  const ref = useRef(null);
  const drag = useRef(null);
  const moved = useSignal(null);
  const state = span.kind === "block" ? "block" : span.state;
  const canDrag = state in DRAGS;
  useEffect(() => {
    if (isFocused) ref.current.focus({ preventScroll: false });
  }, [isFocused]);

  const down = (event) => {
    if (!canDrag || event.pointerType === "touch" || event.button !== 0) return;
    const sides = ref.current.getBoundingClientRect();
    const isRtl = document.documentElement.dir === "rtl";
    const toEnd = isRtl ? event.clientX - sides.left : sides.right - event.clientX;
    drag.current = { x: event.clientX, y: event.clientY, edge: toEnd < EDGE_PX };
    ref.current.setPointerCapture(event.pointerId);
  };
  const move = (event) => {
    if (!drag.current) return;
    const dx = event.clientX - drag.current.x;
    const dy = event.clientY - drag.current.y;
    if (!moved.value && Math.hypot(dx, dy) < STILL_PX) return;
    // One thing at a time: along the days, or to another room.
    const isAlong = drag.current.edge || Math.abs(dx) > Math.abs(dy);
    moved.value = isAlong ? { dx, dy: 0 } : { dx: 0, dy };
  };
  const up = () => {
    if (drag.current && moved.value) onDrop(span, { ...moved.value, edge: drag.current.edge });
    setTimeout(() => {
      moved.value = null;
    });
    drag.current = null;
  };
  const open = () => !moved.value && span.booking_id && go(`/desk/bookings/${span.booking_id}`);

  const sign = document.documentElement.dir === "rtl" ? -1 : 1;
  const grown = moved.value && drag.current?.edge ? sign * moved.value.dx : 0;
  const isMoved = moved.value && !drag.current?.edge;
  const label = t("desk.bar", { name: span.name, room: room?.number ?? t("desk.no_room"),
    from: dayText(span.arrival), to: dayText(span.departure),
    state: t(`desk.state.${state}`) });
  return html`<button type="button" ref=${ref} class="bar" data-state=${state}
    data-dragged=${moved.value ? "" : null} tabindex=${isFocused ? 0 : -1} aria-label=${label}
    title=${label} onPointerDown=${down} onPointerMove=${move} onPointerUp=${up}
    onPointerCancel=${up} onClick=${open}
    style=${{ insetInlineStart: `${start}px`, inlineSize: `${Math.max(20, size + grown)}px`,
      transform: isMoved ? `translate(${moved.value.dx}px, ${moved.value.dy}px)` : "" }}>
    <${Icon} name=${ICONS[state]} /><span dir="auto">${span.name}</span>
    ${canDrag && html`<i class="bar-edge"></i>`}
  </button>`;
}
