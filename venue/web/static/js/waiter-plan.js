/** Part of the waiter's screen: the manager draws the floor. */

export { PlanEditor } from "./waiter/plan.js";
