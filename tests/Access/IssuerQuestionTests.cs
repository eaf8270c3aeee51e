using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using StanceApi.Access;

namespace StanceApi.Tests.Access;

/// <summary>How often an issuer is asked.</summary>
public sealed class IssuerQuestionTests
{
    [Fact]
    public async Task Who_comes_while_the_issuer_is_asked_waits_for_the_same_answer_and_who_comes_later_asks_again()
    {
        var issuer = new SlowIssuer();
        var question = new IssuerQuestion();

        var together = new[] { question.AskAsync(issuer, CancellationToken.None), question.AskAsync(issuer, CancellationToken.None), question.AskAsync(issuer, new CancellationToken(canceled: true)) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => together[2]);
        issuer.Answers[0].SetException(new InvalidOperationException("It does not answer."));
        await Assert.ThrowsAsync<InvalidOperationException>(() => together[0]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => together[1]);
        var later = question.AskAsync(issuer, CancellationToken.None);
        issuer.Answers[1].SetResult(new OpenIdConnectConfiguration());
        await later;

        Assert.Equal(2, issuer.Answers.Count);
    }

    private sealed class SlowIssuer : IConfigurationManager<OpenIdConnectConfiguration>
    {
        public List<TaskCompletionSource<OpenIdConnectConfiguration>> Answers { get; } = [];

        public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
        {
            Answers.Add(new TaskCompletionSource<OpenIdConnectConfiguration>());
            return Answers[^1].Task;
        }

        public void RequestRefresh()
        {
        }
    }
}
