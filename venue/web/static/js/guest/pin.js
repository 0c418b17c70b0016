/** The table's PIN, where the venue wants one. */

import { html, useSignal } from "../vendor.js";
import { errorText, t } from "../i18n.js";
import { Keypad, Sheet } from "../kit.js";
import { join } from "./load.js";
import { sheet } from "./state.js";

const PIN_LENGTH = 4;

/** The sheet that asks for the PIN that the staff told. */
export function PinSheet() {
  const pin = useSignal("");
  const problem = useSignal(null);
  const busy = useSignal(false);
  const tries = useSignal(0);
  const close = () => (sheet.value = null);

  const onPin = async (next) => {
    pin.value = next;
    problem.value = null;
    if (next.length < PIN_LENGTH) return;
    busy.value = true;
    try {
      await join(next);
      close();
    } catch (error) {
      problem.value = errorText(error);
      pin.value = "";
      tries.value += 1;
    } finally {
      busy.value = false;
    }
  };
  return html`<${Sheet} title=${t("guest.pin_title")} onClose=${close}>
    <div class="stack pin-sheet">
      <p class="muted">${t("guest.pin_text")}</p>
      <p class="field-error pin-problem" role="alert">${problem.value}</p>
      <${Keypad} key=${tries.value} pin=${pin.value} longest=${PIN_LENGTH} disabled=${busy.value}
        wrong=${tries.value > 0 && pin.value === ""} onPin=${onPin} />
    </div>
  <//>`;
}
