// The least that an ASP.NET service can be: what the start of the real one is measured against.
var app = WebApplication.Create(args);
app.MapGet("/health/ready", () => "ready");
app.Run();
