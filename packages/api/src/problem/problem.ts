import type { Problem as ProblemBody } from '@samvakt/contract';

type Code = ProblemBody['code'];

const STATUS: Record<Code, number> = {
  'bad-request': 400,
  'not-signed-in': 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  unprocessable: 422,
  'too-many-requests': 429,
  internal: 500,
  unavailable: 503,
};

const TITLE: Record<Code, string> = {
  'bad-request': 'The request cannot be read',
  'not-signed-in': 'Not signed in',
  forbidden: 'Not allowed',
  'not-found': 'Not found',
  conflict: 'The state has changed',
  unprocessable: 'The content does not hold',
  'too-many-requests': 'Too many requests',
  internal: 'Something went wrong on our side',
  unavailable: 'Not available now',
};

/** An answer that is a no. `detail` is for the person who asked: it never says more than that person may know. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: Code;
  readonly errors: ProblemBody['errors'];
  readonly reason: string | undefined;
  readonly uncovered: ProblemBody['uncovered'];
  readonly each: ProblemBody['each'];

  constructor(
    code: Code,
    detail?: string,
    options?: {
      errors?: ProblemBody['errors'];
      reason?: string;
      uncovered?: ProblemBody['uncovered'];
      each?: ProblemBody['each'];
      cause?: unknown;
    },
  ) {
    super(detail ?? TITLE[code], options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.errors = options?.errors;
    this.reason = options?.reason;
    this.uncovered = options?.uncovered;
    this.each = options?.each;
    this.detail = detail;
  }

  readonly detail: string | undefined;

  get status(): number {
    return STATUS[this.code];
  }

  body(): ProblemBody {
    return {
      status: this.status,
      code: this.code,
      title: TITLE[this.code],
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.uncovered === undefined ? {} : { uncovered: this.uncovered }),
      ...(this.each === undefined ? {} : { each: this.each }),
      ...(this.errors === undefined ? {} : { errors: this.errors }),
    };
  }
}

/** The code that says the same as an HTTP status which came from elsewhere (a plugin, the framework). */
export function codeOfStatus(status: number): Code {
  const found = (Object.keys(STATUS) as Code[]).find((code) => STATUS[code] === status);
  return found ?? (status >= 500 ? 'internal' : 'bad-request');
}
