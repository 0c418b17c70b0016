/** Percentiles, and what processes used, from /proc (proc(5)). */

import fs from "node:fs";

const TICKS_PER_S = 100;

/** Return {n, p50, p95, p99, max} of milliseconds, rounded to 0.01. */
export function summary(values) {
  if (values.length === 0) return { n: 0, p50: null, p95: null, p99: null, max: null };
  const sorted = Float64Array.from(values).sort();
  const at = (part) => +sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))].toFixed(2);
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

function busyS() {
  const fields = fs.readFileSync("/proc/stat", "utf8").split("\n")[0].trim().split(/\s+/).slice(1).map(Number);
  return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6]) / TICKS_PER_S;
}

function cpuS(pid) {
  const text = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}

function rssMb(pid) {
  return +(Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024).toFixed(1);
}

function writtenBytes(pid) {
  return Number(/^write_bytes: (\d+)/m.exec(fs.readFileSync(`/proc/${pid}/io`, "utf8"))[1]);
}

/** Notes what the processes of `pids` ({name: pid}) use between its making and `stop()`. */
export class Sampler {
  constructor(pids) {
    this.pids = Object.entries(pids);
    this.began = performance.now();
    this.busy = busyS();
    this.own = process.cpuUsage();
    this.cpu = Object.fromEntries(this.pids.map(([name, pid]) => [name, cpuS(pid)]));
    this.before = this.sum(writtenBytes);
  }

  sum(of) {
    return this.pids.reduce((total, [, pid]) => total + of(pid), 0);
  }

  memory() {
    return { rss_mb: Object.fromEntries(this.pids.map(([name, pid]) => [name, rssMb(pid)])) };
  }

  written() {
    return this.sum(writtenBytes) - this.before;
  }

  stop() {
    const took = (performance.now() - this.began) / 1_000;
    const percent = (seconds) => +((100 * seconds) / took).toFixed(1);
    const cpu = Object.fromEntries(this.pids.map(([name, pid]) => [name, percent(cpuS(pid) - this.cpu[name])]));
    const own = process.cpuUsage(this.own);
    const generator = percent((own.user + own.system) / 1e6);
    const all = Object.values(cpu).reduce((total, one) => total + one, 0);
    // What other people's work on this machine took: a row with much of it is worth little.
    const foreign = +(percent(busyS() - this.busy) - all - generator).toFixed(1);
    return { cpu_percent: cpu, generator_percent: generator, foreign_percent: foreign, ...this.memory() };
  }
}
