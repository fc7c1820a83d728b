import { type Problem, ProblemSchema } from '@samvakt/contract';

/** The API has answered, and the answer is no. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }

  get code(): Problem['code'] {
    return this.problem.code;
  }
}

/** No answer came: the network, or nobody listening. Nothing is known about whether the request arrived: an act may have been done all the same. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  /** It was asked to change something, and may have. */
  readonly toAct: boolean;

  constructor(path: string, { toAct, cause }: { readonly toAct: boolean; readonly cause: unknown }) {
    super(`No answer from ${path}`, { cause });
    this.toAct = toAct;
  }
}

/** An answer came that does not follow the contract. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

const CODE_BY_STATUS: Readonly<Record<number, Problem['code']>> = {
  400: 'bad-request',
  401: 'not-signed-in',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  422: 'unprocessable',
  429: 'too-many-requests',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** The problem in an answer that failed; a proxy on the way may answer without our body, then the status must do. */
export function problemOf(status: number, body: unknown): ApiProblem {
  const parsed = ProblemSchema.safeParse(body);
  if (parsed.success) return new ApiProblem(parsed.data);
  const code = CODE_BY_STATUS[status] ?? (status >= 500 ? 'internal' : 'bad-request');
  return new ApiProblem({ status, code, title: code });
}

export const hasCode = (error: unknown, code: Problem['code']): boolean =>
  error instanceof ApiProblem && error.code === code;
