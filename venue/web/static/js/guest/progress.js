/** How far an order is, in steps a guest understands. Pure. */

/** The steps on the bar; each has words under `guest.step.<name>`. */
export const STEPS = ["received", "kitchen", "cooking", "served"];

const GONE = new Set(["voided", "void_seen"]);
const MADE = new Set(["done", "served"]);

/** Lines that will be eaten. */
export function livingLines(order) {
  return order.lines.filter((line) => !GONE.has(line.state));
}

/**
 * The state of an order, the key of its words under `guest.state.`:
 * waiting_staff, received, kitchen, cooking, ready, served, rejected or cancelled.
 */
export function stateOf(order) {
  if (order.status === "rejected") return "rejected";
  if (order.status === "awaiting_staff") return "waiting_staff";
  const lines = livingLines(order);
  if (lines.length === 0) return "cancelled";
  const isServed = lines.every((line) => line.state === "served");
  if (isServed || order.status === "completed") return "served";
  if (lines.every((line) => MADE.has(line.state))) return "ready";
  if (lines.some((line) => line.state === "started" || MADE.has(line.state))) return "cooking";
  return order.acknowledged_at ? "kitchen" : "received";
}

const REACHED = {
  waiting_staff: 0, received: 1, kitchen: 2, cooking: 3, ready: 3, served: 4,
};

/** How many steps of `STEPS` are behind the order, 0 to 4. */
export function stepsDone(state) {
  return REACHED[state] ?? 0;
}

/** Orders that a guest still waits for. */
export function isUnderWay(order) {
  return !["served", "rejected", "cancelled"].includes(stateOf(order));
}

/** What the strip under the tiles says of all orders under way: dishes ready and in all. */
export function summary(orders) {
  const open = orders.filter(isUnderWay);
  const lines = open.flatMap(livingLines);
  const count = (list) => list.reduce((n, line) => n + line.quantity, 0);
  const states = open.map(stateOf);
  const furthest = ["ready", "cooking", "kitchen", "received", "waiting_staff"];
  return {
    orders: open.length,
    dishes: count(lines),
    made: count(lines.filter((line) => MADE.has(line.state))),
    state: furthest.find((state) => states.includes(state)) ?? null,
  };
}

/**
 * Put an order into the list: replace the one with its id, else add it; oldest first. One without
 * lines went to another table's bill and leaves the list.
 */
export function withOrder(orders, order) {
  const known = orders.findIndex((other) => other.id === order.id);
  if (known >= 0 && (orders[known].seq ?? 0) > (order.seq ?? 0)) return orders;
  if (order.lines.length === 0) return orders.filter((other) => other.id !== order.id);
  if (known < 0) return [...orders, order];
  return orders.map((other) => (other.id === order.id ? order : other));
}

/** Minor units of all orders that were not rejected. */
export function totalOf(orders) {
  const sold = orders.filter((order) => order.status !== "rejected");
  return sold.reduce((total, order) => total + order.total.amount, 0);
}
