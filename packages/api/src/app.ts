import websocket from '@fastify/websocket';
import { createReplayer } from '@samvakt/store';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { createAccess } from './access/access.ts';
import { registerAlerts } from './alert/routes.ts';
import { registerCover } from './cover/routes.ts';
import { registerDeclarations } from './declaration/routes.ts';
import { registerDevices } from './device/routes.ts';
import { collectDescription, serveDescription } from './docs/routes.ts';
import { registerDuties } from './duty/routes.ts';
import { registerEpisodes } from './episode/routes.ts';
import { registerEscalationPolicies } from './escalation/routes.ts';
import { registerHandoverBatches } from './handover/batchRoutes.ts';
import { registerHandoverRequests } from './handover/requestRoutes.ts';
import { registerHandovers } from './handover/routes.ts';
import { registerHealth } from './health/routes.ts';
import type { ApiInstance, Parts } from './instance.ts';
import { registerLimits } from './limits/routes.ts';
import { createHub, type Hub } from './live/hub.ts';
import { registerChanges } from './live/routes.ts';
import { registerMeasuringPlans } from './measuringPlan/routes.ts';
import { registerNotifications } from './notification/routes.ts';
import { registerPatientMessages } from './patientMessage/routes.ts';
import { registerPauses } from './pause/routes.ts';
import { handleProblems, sendProblem } from './problem/handler.ts';
import { codeOfStatus, Problem } from './problem/problem.ts';
import { registerProtocols } from './protocol/routes.ts';
import { createProtocolShelf } from './protocol/shelf.ts';
import { registerProtocolTrials } from './protocolTrial/routes.ts';
import { registerQuestionnaireResponses } from './questionnaireResponse/routes.ts';
import { registerRelations } from './relation/routes.ts';
import { registerReviews } from './review/routes.ts';
import { serveScreen } from './screen/routes.ts';
import { registerHeaders } from './security/headers.ts';
import { registerRateLimit } from './security/rate.ts';
import { refuseForeignChanges } from './security/sameSite.ts';
import { requireMember } from './session/member.ts';
import { registerSessions } from './session/plugin.ts';
import { registerSessionRoutes } from './session/routes.ts';
import { registerSignIn } from './signIn/routes.ts';
import { registerTasks } from './task/routes.ts';
import { registerTeams } from './team/routes.ts';
import { registerTimeline } from './timeline/routes.ts';
import { registerTrends } from './trend/routes.ts';
import { registerWhatIf } from './whatIf/routes.ts';
import { registerWorklist } from './worklist/routes.ts';

/** What the API is put together from. The database and the clock are the caller's. */
export type AppOptions = Parts & {
  logger: FastifyBaseLogger;
  /** The folder of the built web application; without it only the API is served. */
  staticRoot?: string | undefined;
};
/** The API as a Fastify instance, with the hub of its WebSockets. */
export type App = ApiInstance & { hub: Hub };

const BODY_AT_MOST_BYTES = 262_144;

/**
 * The whole API, put together and not listening: tests inject requests. `app.hub` is started by `app.ready()` and stopped by
 * `app.close()`; the database stays the caller's.
 */
export async function buildApp(options: AppOptions): Promise<App> {
  const { database, configuration, clock, logger } = options;
  const parts: Parts = { database, configuration, clock };
  const app: ApiInstance = Fastify({
    loggerInstance: logger,
    trustProxy: configuration.trustProxy,
    bodyLimit: BODY_AT_MOST_BYTES,
    // What is worth a line is logged where it happens; a line for every request would bury it.
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error, _request, reply) => {
      sendProblem(reply, new Problem(codeOfStatus(error.statusCode ?? 400), undefined, { cause: error }));
    },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('member', null);
  handleProblems(app);
  const hub = createHub(parts, logger);

  await registerHeaders(app, parts);
  await registerSessions(app, parts);
  await registerRateLimit(app, parts);
  await app.register(websocket, {
    options: { maxPayload: 1_024 },
    // What a client sends that it may not is the client's fault: it is let go, and the log of our own failures is not filled by it.
    errorHandler: (error, socket, request) => {
      const isTheirs = 'code' in error && String(error.code).startsWith('WS_ERR_');
      request.log[isTheirs ? 'debug' : 'error']({ err: error }, 'a live line has failed');
      if (!isTheirs) socket.terminate();
    },
  });
  await collectDescription(app);
  registerHealth(app, { ...parts, hub });
  registerSignIn(app, parts, { onSessionEnded: hub.endSession });
  await serveDescription(app);
  await app.register(async (api: ApiInstance) => registerApi(api, parts, hub), { prefix: '/api/v1' });
  await serveScreen(app, options.staticRoot);

  app.addHook('onReady', hub.start);
  app.addHook('preClose', hub.stop);
  return Object.assign(app, { hub });
}

/** Everything under `/api/v1`: for signed-in people only, changes only from our own pages, nothing kept in any cache. */
function registerApi(api: ApiInstance, parts: Parts, hub: Hub): void {
  requireMember(api, parts);
  refuseForeignChanges(api, parts);
  api.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  const replayer = createReplayer(parts.database);
  api.addHook('onClose', replayer.stop);
  const resources = { ...parts, access: createAccess(parts), shelf: createProtocolShelf(parts), hub, replayer };
  registerSessionRoutes(api, resources);
  registerTeams(api, resources);
  registerWorklist(api, resources);
  registerEpisodes(api, resources);
  registerTrends(api, resources);
  registerTimeline(api, resources);
  registerAlerts(api, resources);
  registerLimits(api, resources);
  registerWhatIf(api, resources);
  registerProtocols(api, resources);
  registerProtocolTrials(api, resources);
  registerHandovers(api, resources);
  registerHandoverRequests(api, resources);
  registerHandoverBatches(api, resources);
  registerTasks(api, resources);
  registerMeasuringPlans(api, resources);
  registerQuestionnaireResponses(api, resources);
  registerPauses(api, resources);
  registerReviews(api, resources);
  registerRelations(api, resources);
  registerCover(api, resources);
  registerDeclarations(api, resources);
  registerNotifications(api, resources);
  registerDuties(api, resources);
  registerEscalationPolicies(api, resources);
  registerPatientMessages(api, resources);
  registerDevices(api, resources);
  registerChanges(api, resources);
}
