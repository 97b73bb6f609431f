/** What the adapter can do, as it tells a client. */
import type { DebugProtocol } from '@vscode/debugprotocol';

export const capabilities: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsStepBack: true,
  supportsSteppingGranularity: true,
  supportsRestartRequest: true,
  supportsTerminateRequest: true,
  supportsCancelRequest: true,
  supportsExceptionInfoRequest: true,
  supportsDataBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsBreakpointLocationsRequest: true,
  supportsGotoTargetsRequest: true,
  supportsLoadedSourcesRequest: true,
  supportsEvaluateForHovers: true,
  supportsCompletionsRequest: true,
};
