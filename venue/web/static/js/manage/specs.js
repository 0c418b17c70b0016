/** The fields of each kind of record as forms: which control, where its choices come from. Pure. */

const NAME = ["name", "text"];
const ACTIVE = ["active", "flag"];
const SPAN = [["days", "codes"], ["from", "time"], ["to", "time"]];

/** Kind -> `[field, control, source?]`; see `control` in records.js. */
export const SPECS = {
  station: [NAME, ["prefix", "text"], ["target_s", "number"], ["print", "choice"],
    ["catch_all", "flag"], ACTIVE],
  outlet: [NAME, ACTIVE],
  section: [NAME, ["outlets", "keys", "outlet"], ACTIVE],
  group: [NAME, ["min", "number"], ["max", "number"], ["sizes", "flag"], ACTIVE],
  modifier: [NAME, ["price", "signed"], ["item", "key", "item"], ["allergens", "codes"],
    ["may_contain", "codes"], ACTIVE],
  list: [NAME, ...SPAN, ["services", "codes"], ["areas", "areas"], ["outlets", "keys", "outlet"],
    ["percent", "percent"], ["sections", "keys", "section"], ACTIVE],
  price: [["item", "key", "item"], ["price", "money"]],
  item: [NAME, ["price", "money"]],
  hours: [["outlet", "key", "outlet"], ["date", "date"], ...SPAN, ["last_orders", "time"]],
};

/** The tabs of an item, each with its fields. */
export const ITEM_TABS = {
  main: [NAME, ["description", "area"], ["section", "key!", "section"], ["station", "key!",
    "station"], ["course", "number"], ["kitchen_name", "text"], ["icon", "choice"], ACTIVE],
  price: [["price", "money"], ["tax_class", "text"], ["pricing", "choice"], ["price_min", "money"],
    ["price_max", "money"], ["min_age", "number"]],
  choices: [["groups", "list", "group"], ["parts", "twice", "item"]],
  allergens: [["allergens", "codes"], ["may_contain", "codes"], ["diets", "codes"]],
  hours: SPAN,
};

/** What a new record of a kind starts with. */
export const EMPTY = {
  station: { name: "", prefix: "", target_s: 720, print: "always", catch_all: false, active: true },
  outlet: { name: "", active: true },
  section: { name: "", outlets: [], active: true },
  group: { name: "", min: 0, max: 1, sizes: false, active: true },
  modifier: { name: "", price: "0", item: "", allergens: [], may_contain: [], active: true },
  item: { name: "", section: "", price: "" },
  list: { name: "", days: [], from: "", to: "", services: [], areas: [], outlets: [],
    percent: "0", sections: [], active: true },
  price: { item: "", price: "" },
  hours: { outlet: "", date: "", days: [], from: "", to: "", last_orders: "" },
};
