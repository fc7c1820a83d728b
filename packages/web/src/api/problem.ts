import { type Problem, ProblemSchema } from '@samvakt/contract';

/** What was asked, for what cannot be told from an answer alone. */
interface Asked {
  /** It was to change something. */
  readonly toAct: boolean;
}

/** The API has answered, and the answer is no; or something on the way has, in its stead. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;
  /** What was to be changed may have been changed all the same: the API says so, or a gateway answered that does not know. */
  readonly mayBeDone: boolean;

  constructor(problem: Problem, { toAct }: Asked = { toAct: false }) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
    this.mayBeDone = toAct && problem.status >= 500 && problem.mayBeDone !== false;
  }

  get code(): Problem['code'] {
    return this.problem.code;
  }
}

/** No answer came: the network, nobody listening, or nothing for too long. Nothing is known about whether the request arrived. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly mayBeDone: boolean;
  /** It was waited for as long as is waited. */
  readonly late: boolean;

  constructor(path: string, { toAct, late, cause }: Asked & { readonly late: boolean; readonly cause: unknown }) {
    super(`No answer from ${path}`, { cause });
    this.mayBeDone = toAct;
    this.late = late;
  }
}

/** An answer came that does not follow the contract. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
  readonly mayBeDone: boolean;

  constructor(path: string, { toAct, cause }: Asked & { readonly cause: unknown }) {
    super(`The answer from ${path} breaks the contract`, { cause });
    this.mayBeDone = toAct;
  }
}

/** Nobody knows whether the act that failed so was done. */
export const mayBeDone = (error: unknown): boolean =>
  (error instanceof ApiProblem || error instanceof NoAnswer || error instanceof UnreadableAnswer) && error.mayBeDone;

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
export function problemOf(status: number, body: unknown, asked: Asked): ApiProblem {
  const parsed = ProblemSchema.safeParse(body);
  if (parsed.success) return new ApiProblem(parsed.data, asked);
  const code = CODE_BY_STATUS[status] ?? (status >= 500 ? 'internal' : 'bad-request');
  return new ApiProblem({ status, code, title: code }, asked);
}

export const hasCode = (error: unknown, code: Problem['code']): boolean =>
  error instanceof ApiProblem && error.code === code;

/**
 * The act itself has said no, by one of its rules. It looks first whether what it adds is there already, so that it is not; but for `id-of-another`, which
 * says that something is. What stops a request before the act (no session, too many requests, the database away) knows nothing of earlier attempts.
 */
export const isRefusedByAct = (error: unknown): boolean =>
  error instanceof ApiProblem &&
  (error.code === 'conflict' || error.code === 'unprocessable') &&
  error.problem.reason !== undefined &&
  error.problem.reason !== 'id-of-another';
