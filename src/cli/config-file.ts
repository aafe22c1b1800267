export async function readConfigFile(_path: string): Promise<Record<string, unknown>> {
  return {};
}
