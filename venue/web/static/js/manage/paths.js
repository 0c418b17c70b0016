/** Where one is in the manager's screens, from the address. Pure. */

/** The screens in the order of the menu at the side, in groups. */
export const GROUPS = [
  ["house", [["overview", "house"], ["audit", "history"], ["privacy", "lock"]]],
  ["money", [["cash", "database"], ["receipts", "receipt-text"], ["reports", "list-checks"], ["vouchers", "party-popper"], ["accounts", "users"],
    ["folios", "key-round"], ["means", "credit-card"], ["coins", "qr-code"]]],
  ["menu", [["menu", "utensils"], ["sets", "layers"], ["choices", "list-checks"],
    ["languages", "languages"], ["prices", "receipt-text"], ["hours", "clock"], ["allergens", "wheat-off"],
    ["files", "database"]]],
  ["hotel", [["rooms", "key-round"], ["rates", "receipt-text"]]],
  ["box", [["stations", "printer"], ["staff", "users"], ["devices", "tablet-smartphone"],
    ["settings", "sliders-horizontal"]]],
];
/** Screens of a restaurant alone; a hotel's box has no menu. */
export const RESTAURANT = new Set([
  "menu", "sets", "choices", "languages", "prices", "hours", "allergens", "files", "coins",
  "cash", "receipts", "reports", "vouchers", "accounts", "folios", "means",
]);
/** Screens of a hotel alone. */
export const HOTEL = new Set(["rooms", "rates"]);
const KNOWN = new Set(GROUPS.flatMap(([, screens]) => screens.map(([name]) => name)));

/** "/manage/menu/soup" -> {screen: "menu", key: "soup"}; an unknown one is the overview. */
export function parsePath(path) {
  const [screen = "", ...rest] = path.replace(/^\/manage\/?/, "").split("/").filter(Boolean);
  if (!KNOWN.has(screen)) return { screen: "overview", key: null };
  return { screen, key: rest.length > 0 ? decodeURIComponent(rest.join("/")) : null };
}

/** The address of a screen, or of one thing on it. */
export function pathOf(screen, key = null) {
  const base = screen === "overview" ? "/manage" : `/manage/${screen}`;
  return key === null ? base : `${base}/${key.split("/").map(encodeURIComponent).join("/")}`;
}
