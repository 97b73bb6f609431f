/** Rows of a variables view under the numbers by which a client asks for them. They are good until the next step. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Shown } from './stateView.ts';

export class Rows {
  readonly #lists: (readonly Shown[])[] = [];

  /** 0 for no rows, as the protocol has it. */
  referenceOf(rows: readonly Shown[]): number {
    return rows.length === 0 ? 0 : this.#lists.push(rows);
  }

  /** None for a number of another step. */
  at(reference: number): readonly Shown[] {
    return this.#lists[reference - 1] ?? [];
  }

  variable(row: Shown): DebugProtocol.Variable {
    return {
      name: row.name,
      value: row.value,
      ...(row.meaning === undefined ? {} : { type: row.meaning }),
      ...(row.expression === undefined ? {} : { evaluateName: row.expression }),
      presentationHint: { kind: 'data', attributes: ['readOnly'] },
      variablesReference: this.referenceOf(row.children),
    };
  }
}
