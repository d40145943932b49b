// What the table peers share: stages in processes of their own, times, checksums, and the JSON lines of bench/report.h.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { performance } from 'node:perf_hooks';

// Packages are those of the folder $PEERS, where `npm install` ran.
const packages = path.resolve(process.env.PEERS ?? '.');
export const requirePeer = createRequire(path.join(packages, 'x.js'));
export const peerVersion = (name) => JSON.parse(fs.readFileSync(path.join(packages, 'node_modules', name, 'package.json'))).version;

export const micros = () => performance.now() * 1000;
export const peakRssMiB = () => Math.round(process.resourceUsage().maxRSS / 1024);

export function diskBytes(target) {
  const about = fs.statSync(target, { throwIfNoEntry: false });
  if (!about?.isDirectory()) return about?.size ?? 0;
  return fs.readdirSync(target).reduce((sum, name) => sum + diskBytes(path.join(target, name)), 0);
}

// FNV-1a 64 over the fields joined by U+001F; the sum of all rows modulo 2^64, so that their order is free.
function hashRow(fields) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(fields.join('\u001f'))) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash;
}

const round = (x) => Math.round(x * 100) / 100;
export function timesOf(times) {
  const sorted = [...times].sort((a, b) => a - b), at = (q) => round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]);
  return { n: sorted.length, p50_us: at(0.5), p95_us: at(0.95) };
}

export class Report {
  constructor(peer, version, rows) { Object.assign(this, { peer, version, dataset: `table-${rows}` }); }

  print(op, fields) {
    console.log(JSON.stringify({ peer: this.peer, version: this.version, dataset: this.dataset, op, ...fields }));
  }

  // Runs `run(input)` for the first inputs as warm-up, then once for each. `rows(result)` makes the rows of a result, each
  // an array of fields, and is not timed.
  async time(op, inputs, run, rows, { checked = 20, warmUp = 5, more = {} } = {}) {
    try {
      for (const input of inputs.slice(0, warmUp)) await run(input);
      const times = [];
      let count = 0, sum = 0n;
      for (const [i, input] of inputs.entries()) {
        const before = micros(), result = await run(input);
        times.push(micros() - before);
        if (i >= checked) continue;
        for (const row of await rows(result)) {
          count++;
          sum = (sum + hashRow([i, ...row])) & 0xffffffffffffffffn;
        }
      }
      this.print(op, { ...timesOf(times), rows: count, checksum: sum.toString(16).padStart(16, '0'),
                       checked: Math.min(checked, inputs.length), ...more });
    } catch (error) {
      this.print(op, { error: String(error.message ?? error).slice(0, 300), ...more });
    }
  }
}

// table_PEER.mjs ROWS WORKDIR [STAGE...]
export async function stages(known, run) {
  const [rows, workdir, ...chosen] = process.argv.slice(2);
  if (!(Number(rows) >= 1000) || !workdir) { console.error('usage: table_PEER.mjs ROWS WORKDIR [STAGE...]'); process.exit(2); }
  fs.mkdirSync(workdir, { recursive: true });
  if (chosen.length === 1) {
    await run(chosen[0], Number(rows), path.resolve(workdir));
    process.exit(0);
  }
  for (const stage of chosen.length ? chosen : known)
    if (spawnSync(process.execPath, [process.argv[1], rows, workdir, stage], { stdio: 'inherit' }).status !== 0) process.exitCode = 1;
}
