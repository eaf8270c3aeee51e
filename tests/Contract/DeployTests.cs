using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StanceApi.Commands;

namespace StanceApi.Tests.Contract;

/// <summary>What deploy/ says of the program is so: no engine for images runs here, but names, paths, ports and users can be held together.</summary>
public sealed partial class DeployTests(EmptyStore store)
{
    private const string Port = "8080";

    private static readonly string Dockerfile = Read("Dockerfile");
    private static readonly JsonObject[] Manifests = Yaml.Documents(Read("kubernetes.yaml"));
    private static readonly JsonObject Compose = Yaml.Documents(Read("compose.yaml")).Single();

    private static JsonNode Deployment => Manifest("Deployment")["spec"]!["template"]!["spec"]!;

    private static JsonNode Migration => Manifest("Job")["spec"]!["template"]!["spec"]!;

    [Fact]
    public void Every_setting_that_is_named_is_one()
    {
        var named = Directory.EnumerateFiles(GeneratedFile.PathOf("deploy")).SelectMany(file => Setting().Matches(File.ReadAllText(file))).Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal)).Distinct();

        Assert.Equal(4, named.Intersect(["ConnectionStrings:Stance", "Auth:BootstrapKey", "Imports:Folder", "Proxies:Known"]).Count());
        Assert.Empty(named.Except(KnownSettings.All));
    }

    [Fact]
    public void Every_verb_that_is_called_is_one()
    {
        string[] called =
        [
            .. Manifests.SelectMany(manifest => manifest.Descendants("args")).Concat(Compose.Descendants("command")).Select(words => (string)words[0]!),
            .. JsonNode.Parse(HealthCheck().Match(Dockerfile).Groups["words"].Value)!.AsArray().Skip(2).Take(1).Select(word => (string)word!),
        ];

        Assert.Equal(["migrate", "migrate", "health"], called);
        Assert.Empty(called.Except(CommandLine.Root([]).Subcommands.Select(verb => verb.Name)));
    }

    [Fact]
    public async Task Every_path_that_is_probed_answers()
    {
        using var client = store.Host.Reader();
        string[] paths = [.. Manifests.SelectMany(manifest => manifest.Descendants("path")).Select(path => (string)path!)];

        Assert.Equal(["/health/live", "/health/live", "/health/ready"], paths);
        foreach (var path in paths) Assert.Equal(HttpStatusCode.OK, (await client.ReadAsync(path)).Status);
    }

    [Fact]
    public void The_port_is_the_same_everywhere()
    {
        Assert.Contains($"EXPOSE {Port}\n", Dockerfile, StringComparison.Ordinal);
        Assert.Contains($"ASPNETCORE_HTTP_PORTS={Port} ", Dockerfile, StringComparison.Ordinal);
        Assert.EndsWith($":{Port}", (string)JsonNode.Parse(HealthCheck().Match(Dockerfile).Groups["words"].Value)![4]!, StringComparison.Ordinal);
        Assert.EndsWith($":{Port}", (string)Compose["services"]!["stance"]!["ports"]![0]!, StringComparison.Ordinal);
        var container = Deployment["containers"]![0]!;
        Assert.Equal(Port, (string)container["ports"]![0]!["containerPort"]!);
        var name = (string)container["ports"]![0]!["name"]!;
        Assert.All(Manifests.SelectMany(manifest => manifest.Descendants("httpGet")), probe => Assert.Equal(name, (string)probe["port"]!));
        Assert.Equal(name, (string)Manifest("Service")["spec"]!["ports"]![0]!["targetPort"]!);
    }

    [Fact]
    public void Nothing_runs_with_more_rights_than_it_needs()
    {
        var user = User().Match(Dockerfile).Groups["id"].Value;
        foreach (var pod in new[] { Deployment, Migration })
        {
            Assert.Equal((user, "true"), ((string)pod["securityContext"]!["runAsUser"]!, (string)pod["securityContext"]!["runAsNonRoot"]!));
            var container = pod["containers"]![0]!["securityContext"]!;
            Assert.Equal(("true", "false", "ALL"), ((string)container["readOnlyRootFilesystem"]!, (string)container["allowPrivilegeEscalation"]!, (string)container["capabilities"]!["drop"]![0]!));
        }

        foreach (var service in new[] { "stance", "migrate" })
        {
            var settings = Compose["services"]![service]!;
            Assert.Equal(("true", "ALL"), ((string)settings["read_only"]!, (string)settings["cap_drop"]![0]!));
        }
    }

    [Fact]
    public void What_is_written_to_is_a_volume()
    {
        Assert.Contains("VOLUME /data\n", Dockerfile, StringComparison.Ordinal);
        Assert.Contains("Imports__Folder=/data ", Dockerfile, StringComparison.Ordinal);
        Assert.Equal("/data", (string)Deployment["containers"]![0]!["volumeMounts"]![0]!["mountPath"]!);
        Assert.EndsWith(":/data", (string)Compose["services"]!["stance"]!["volumes"]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_has_a_value_that_everybody_knows()
    {
        var compose = Compose["services"]!.AsObject().SelectMany(service => service.Value!["environment"]!.AsObject()).Where(IsSecret).Select(variable => (string)variable.Value!).ToList();
        var manifests = Manifests.SelectMany(manifest => manifest.Descendants("env")).SelectMany(variables => variables.AsArray()).ToList();

        Assert.Equal(4, compose.Count);
        Assert.All(compose, value => Assert.Matches(@"^\$\{\w+:\?[^}]+\}$", value));
        Assert.Equal(3, manifests.Count);
        Assert.All(manifests, variable => Assert.NotNull(variable!["valueFrom"]!["secretKeyRef"]));
        Assert.DoesNotContain("Password=", Read("compose.yaml") + Read("kubernetes.yaml"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_image_is_built_from_what_is_there_on_the_framework_of_the_program()
    {
        var sources = Copied().Matches(Dockerfile).SelectMany(match => match.Groups["words"].Value.Split(' ')[..^1]).ToList();
        var properties = File.ReadAllText(GeneratedFile.PathOf("Directory.Build.props"));

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(Path.Exists(GeneratedFile.PathOf(source)), source));
        var ignored = Read("Dockerfile.dockerignore").Split('\n');
        Assert.All(sources, source => Assert.Contains($"!{source.Split('/')[0]}", ignored));
        Assert.All(Image().Matches(Dockerfile), match => Assert.Contains($"<TargetFramework>net{match.Groups["version"].Value}</TargetFramework>", properties, StringComparison.Ordinal));
        Assert.Equal(2, Image().Count(Dockerfile));
    }

    [Fact]
    public void A_process_has_the_time_to_finish_what_it_answers()
    {
        var drain = store.Host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout.TotalSeconds;
        var pause = int.Parse((string)Manifest("ConfigMap")["data"]!["Shutdown__DrainSeconds"]!, null);
        var probe = Deployment["containers"]![0]!["readinessProbe"]!;

        Assert.InRange(pause, (int.Parse((string)probe["periodSeconds"]!, null) * int.Parse((string)probe["failureThreshold"]!, null)) + 1, 60);
        Assert.InRange(int.Parse((string)Deployment["terminationGracePeriodSeconds"]!, null), drain + pause + 1, 600);
        Assert.InRange(int.Parse(((string)Compose["services"]!["stance"]!["stop_grace_period"]!).TrimEnd('s'), null), drain + 1, 600);
    }

    private static string Read(string name) => File.ReadAllText(GeneratedFile.PathOf(Path.Combine("deploy", name)));

    private static JsonObject Manifest(string kind) => Manifests.Single(manifest => (string)manifest["kind"]! == kind);

    private static bool IsSecret(KeyValuePair<string, JsonNode?> variable) => SecretName().IsMatch(variable.Key);

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+__[A-Z][A-Za-z]+\b")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^HEALTHCHECK .*CMD (?<words>\[.*\])$", RegexOptions.Multiline)]
    private static partial Regex HealthCheck();

    [GeneratedRegex(@"^USER (?<id>[1-9]\d*):[1-9]\d*$", RegexOptions.Multiline)]
    private static partial Regex User();

    [GeneratedRegex(@"^COPY (?!--)(?<words>.+)$", RegexOptions.Multiline)]
    private static partial Regex Copied();

    [GeneratedRegex(@"^FROM .*:(?<version>\d+\.\d+)-\S+", RegexOptions.Multiline)]
    private static partial Regex Image();

    [GeneratedRegex("PASSWORD|Key$")]
    private static partial Regex SecretName();
}
