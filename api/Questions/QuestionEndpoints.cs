using StanceApi.Nouns;

namespace StanceApi.Questions;

/// <summary>The feature of questions.</summary>
internal static class QuestionEndpoints
{
    public static IServiceCollection AddQuestions(this IServiceCollection services) => services.AddNoun(_ => QuestionStore.Noun());

    public static IEndpointRouteBuilder MapQuestions(this IEndpointRouteBuilder routes) => routes.MapNoun<QuestionInput, QuestionRow, Question>();
}
