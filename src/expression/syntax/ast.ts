/** The syntax tree. `offset` is the position of a node's own operator or name in the text, in UTF-16 units. */
export type Ast =
  | LiteralAst
  | FieldAst
  | { readonly type: 'current'; readonly offset: number }
  | { readonly type: 'root'; readonly offset: number }
  | VariableAst
  | IndexAst
  | { readonly type: 'sub'; readonly left: Ast; readonly right: Ast; readonly offset: number }
  | { readonly type: 'pipe'; readonly left: Ast; readonly right: Ast; readonly offset: number }
  | LogicAst
  | { readonly type: 'not'; readonly operand: Ast; readonly offset: number }
  | ComparisonAst
  | ArithmeticAst
  | UnaryAst
  | TernaryAst
  | ProjectionAst
  | { readonly type: 'list'; readonly items: readonly Ast[]; readonly offset: number }
  | HashAst
  | CallAst
  | ReferenceAst
  | LetAst;

interface LiteralAst {
  readonly type: 'literal';
  readonly value: unknown;
  readonly offset: number;
}

export interface FieldAst {
  readonly type: 'field';
  readonly name: string;
  readonly quoted: boolean;
  readonly offset: number;
}

export interface VariableAst {
  readonly type: 'variable';
  readonly name: string;
  readonly offset: number;
}

export interface IndexAst {
  readonly type: 'index';
  readonly target: Ast;
  readonly index: number;
  readonly offset: number;
}

export interface LogicAst {
  readonly type: 'and' | 'or';
  readonly left: Ast;
  readonly right: Ast;
  readonly offset: number;
}

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

export interface ComparisonAst {
  readonly type: 'comparison';
  readonly operator: ComparisonOperator;
  readonly left: Ast;
  readonly right: Ast;
  readonly offset: number;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '//' | '%';

export interface ArithmeticAst {
  readonly type: 'arithmetic';
  readonly operator: ArithmeticOperator;
  readonly left: Ast;
  readonly right: Ast;
  readonly offset: number;
}

export interface UnaryAst {
  readonly type: 'unary';
  readonly operator: '+' | '-';
  readonly operand: Ast;
  readonly offset: number;
}

export interface TernaryAst {
  readonly type: 'ternary';
  readonly condition: Ast;
  readonly whenTrue: Ast;
  readonly whenFalse: Ast;
  readonly offset: number;
}

/** What a projection iterates in the value of its `source`. */
export type Iteration =
  | { readonly over: 'list' }
  | { readonly over: 'values' }
  | { readonly over: 'flatten' }
  | { readonly over: 'filter'; readonly condition: Ast }
  | {
      readonly over: 'slice';
      readonly start: number | null;
      readonly stop: number | null;
      readonly step: number;
    };

/** `body` is evaluated on each element; nulls are dropped. */
export interface ProjectionAst {
  readonly type: 'projection';
  readonly iteration: Iteration;
  readonly source: Ast;
  readonly body: Ast;
  readonly offset: number;
}

export interface HashAst {
  readonly type: 'hash';
  readonly entries: readonly { readonly key: string; readonly value: Ast }[];
  readonly offset: number;
}

export interface CallAst {
  readonly type: 'call';
  readonly name: string;
  readonly arguments: readonly Ast[];
  readonly offset: number;
}

/** `&expression`, which is only allowed as an argument of a function. */
interface ReferenceAst {
  readonly type: 'reference';
  readonly body: Ast;
  readonly offset: number;
}

export interface LetAst {
  readonly type: 'let';
  readonly bindings: readonly {
    readonly name: string;
    readonly value: Ast;
    readonly offset: number;
  }[];
  readonly body: Ast;
  readonly offset: number;
}
