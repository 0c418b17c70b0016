/** Every document as its paper would look, drawn by the box from the bytes for a printer. */

import { html, useEffect, useState } from "../vendor.js";
import { get } from "../api.js";
import { lang, t } from "../i18n.js";
import { Icon } from "../kit.js";
import { Choice } from "./setup.js";

const WIDTHS = [["80", "80 mm"], ["58", "58 mm"]];
const LANGUAGES = [["en", "English"], ["ru", "Русский"], ["ar", "العربية"]];

/** The part of the screen that shows what papers look like. */
export function Documents() {
  const [kinds, setKinds] = useState([]);
  const [kind, setKind] = useState("kitchen_ticket");
  const [width, setWidth] = useState("80");
  const [speech, setSpeech] = useState(lang.value);
  useEffect(() => {
    get("/api/v1/documents").then((answer) => setKinds(answer.items), () => undefined);
  }, []);
  const words = kinds.find((one) => one.kind === kind)?.words ?? kind;
  const query = `?width=${width}&lang=${speech}`;
  return html`<section class="card part" aria-labelledby="documents">
    <h2 id="documents"><${Icon} name="receipt-text" />${t("printers.documents")}</h2>
    <div class="choices">
      <${Choice} id="kind" label=${t("printers.document")} value=${kind}
        options=${kinds.map((one) => [one.kind, one.words])} onChange=${setKind} />
      <${Choice} id="width" label=${t("printers.width")} value=${width} options=${WIDTHS}
        onChange=${setWidth} />
      <${Choice} id="speech" label=${t("printers.language")} value=${speech} options=${LANGUAGES}
        onChange=${setSpeech} />
    </div>
    <a class="button" href=${`/api/v1/documents/${kind}.pdf${query}`}>${t("printers.as_pdf")}</a>
    <div class="paper"><img alt=${words} src=${`/api/v1/documents/${kind}.png${query}`} /></div>
  </section>`;
}
