/** Changing a dish that was sent and that nobody has begun: its choices and its note. */

import { html, useEffect, useSignal } from "../vendor.js";
import { post } from "../api.js";
import { t } from "../i18n.js";
import { Banner, Sheet, Skeleton } from "../kit.js";
import { toggleModifier, unmetGroup } from "../guest/cart.js";
import { ApproverFields, isApproved } from "./approver.js";
import { Group } from "./dish.js";
import { pathOf } from "./ordercard.js";
import { loadMenu, problemText, refreshSoon } from "./reading.js";
import { items, menu, sheet } from "./state.js";

/** Choices of a set's dish, and of one that is cooked again, stay as they are. */
export function EditSheet({ line }) {
  const item = items.value.get(line.item_id);
  const seen = { modifiers: line.modifiers.map((one) => one.id), note: line.note };
  const modifiers = useSignal(seen.modifiers);
  const note = useSignal(seen.note);
  const missing = useSignal(null);
  const needsWord = useSignal(false);
  const approver = useSignal({ staff_id: null, pin: "" });
  const busy = useSignal(false);
  const problem = useSignal("");
  const close = () => (sheet.value = null);
  useEffect(() => {
    if (!menu.value) loadMenu().catch((error) => (problem.value = problemText(error)));
  }, []);
  const isFixed = Boolean(line.parent) || line.refire_of !== null;
  const groups = isFixed ? [] : (item?.modifier_groups ?? []);
  const send = async () => {
    const unmet = groups.length > 0 ? unmetGroup(item, modifiers.value) : null;
    missing.value = unmet?.id ?? null;
    if (unmet) {
      document.getElementById(`group-${unmet.id}`)?.scrollIntoView({ block: "center" });
      return;
    }
    busy.value = true;
    problem.value = "";
    const now = { modifiers: modifiers.value, note: note.value.trim() };
    const word = needsWord.value ? { approver: approver.value } : {};
    try {
      await post(pathOf(line, "edit"), { was: seen, now, ...word });
      refreshSoon();
      close();
    } catch (error) {
      // Only what makes a fired dish cheaper needs somebody's word; the box knows the price.
      if (error.code === "approval.needed") needsWord.value = true;
      else problem.value = problemText(error);
      approver.value = { ...approver.value, pin: "" };
    }
    busy.value = false;
  };
  const isReady = !needsWord.value || isApproved(approver.value);
  const foot = html`<button type="button" class="button button-primary button-large button-wide"
    disabled=${busy.value || !isReady} onClick=${send}>${t("waiter.save")}</button>`;
  return html`<${Sheet} title=${`${line.quantity} ${line.name}`} onClose=${close} foot=${foot}>
    <div class="stack">
      <p class="muted">${t(line.state === "held" ? "waiter.edit_held" : "waiter.edit_fired")}</p>
      ${!isFixed && !menu.value && !problem.value && html`<${Skeleton} rows=${2} />`}
      ${groups.map((group) => html`<${Group} key=${group.id} group=${group}
        chosen=${modifiers.value} missing=${missing.value === group.id}
        onToggle=${(one) => (modifiers.value = toggleModifier(group, modifiers.value, one))} />`)}
      <div class="field"><label for="edit-note">${t("waiter.dish_note")}</label>
        <input id="edit-note" class="input" maxlength="200" autocomplete="off" value=${note}
          onInput=${(event) => (note.value = event.target.value)} /></div>
      ${needsWord.value && html`<p>${t("waiter.edit_cheaper")}</p>
        <${ApproverFields} approver=${approver} />`}
      ${problem.value && html`<${Banner} tone="bad" icon="circle-alert" title=${problem.value} />`}
    </div>
  <//>`;
}
