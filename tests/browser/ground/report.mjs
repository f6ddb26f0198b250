// Counts what was checked and prints it as it happens; the last line is "N passed, N failed".

export class Report {
  passed = 0;
  failed = 0;

  /** One check: `faults` is empty when it passed. */
  check(what, faults) {
    if (faults.length === 0) {
      this.passed += 1;
      return true;
    }
    this.failed += 1;
    console.log(`failed: ${what}`);
    for (const fault of faults) console.log(`    ${fault}`);
    return false;
  }

  /** One step; whatever it throws is its fault. */
  async step(what, body) {
    const started = performance.now();
    try {
      await body();
      this.passed += 1;
      console.log(`ok: ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
      return true;
    } catch (error) {
      this.failed += 1;
      console.log(`failed: ${what}\n    ${(error.stack ?? String(error)).replaceAll("\n", "\n    ")}`);
      return false;
    }
  }

  /** Prints the closing line and sets the exit status. */
  close() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed > 0 || this.passed === 0 ? 1 : 0;
  }
}
