using StanceApi.Commands;

return await CommandLine.RunAsync(args);
