/** The languages of the house, and light or dark. */

import { html } from "../vendor.js";
import { chooseTheme } from "../boot.js";
import { directionOf, lang, t } from "../i18n.js";
import { Icon, Sheet } from "../kit.js";
import { changeLanguage } from "./actions.js";
import { me, sheet } from "./state.js";

/** Each language in its own words: a guest looks for the name they can read. */
const NAMES = {
  ar: "العربية", de: "Deutsch", el: "Ελληνικά", en: "English", es: "Español", fr: "Français",
  he: "עברית", it: "Italiano", pt: "Português", ru: "Русский", tr: "Türkçe", uk: "Українська",
};

const THEMES = { light: "sun", dark: "moon" };

/** The sheet of languages. */
export function LanguageSheet() {
  const close = () => (sheet.value = null);
  const choose = async (code) => {
    close();
    await changeLanguage(code);
  };
  return html`<${Sheet} title=${t("common.language")} onClose=${close}>
    <ul class="languages">
      ${me.value.venue.languages.map(
        (code) => html`<li key=${code}>
          <button type="button" class="button button-wide language"
            lang=${code} dir=${directionOf(code)} aria-pressed=${String(lang.value === code)}
            onClick=${() => choose(code)}>
            <span class="grow">${NAMES[code] ?? code}</span>
            ${lang.value === code && html`<${Icon} name="check" />`}
          </button>
        </li>`,
      )}
    </ul>
    <div class="row themes" role="group" aria-label=${t("guest.theme")}>
      ${Object.entries(THEMES).map(
        ([theme, icon]) => html`<button key=${theme} type="button" class="button grow"
          onClick=${() => chooseTheme(theme)}>
          <${Icon} name=${icon} />${t(`guest.theme.${theme}`)}</button>`,
      )}
    </div>
  <//>`;
}
