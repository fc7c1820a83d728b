import type { Database } from '@samvakt/store';

type Pool = Database['pool'];
type Receive = Parameters<Pool['connect']>[0];

/**
 * The pool as the queue may use it: whatever it has taken by a callback can be given back more than once. The queue's listener (graphile-worker 0.18.0)
 * does so where it is stopped before it listens and loses the connection then: once for each. The pool would throw at the second, in a promise that
 * nobody holds, and the process would end.
 */
export function queuePool(pool: Pool): Pool {
  const connect = (receive?: Receive) => (receive ? pool.connect(givenBackOnce(receive)) : pool.connect());
  return new Proxy(pool, {
    get(target, name) {
      if (name === 'connect') return connect;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function givenBackOnce(receive: Receive): Receive {
  return (error, client, release) => {
    // A pool that has ended hands out nothing, and no way to give it back.
    if (!client) return receive(error, client, release);
    let isBack = false;
    receive(error, client, (broken) => {
      if (isBack) return;
      isBack = true;
      release(broken);
    });
  };
}
