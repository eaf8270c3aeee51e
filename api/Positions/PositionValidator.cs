using FluentValidation;
using FluentValidation.Results;
using StanceApi.Citations;
using StanceApi.Http;
using StanceApi.Values;

namespace StanceApi.Positions;

/// <summary>The rules of a position that need nothing but the clock.</summary>
internal sealed class PositionValidator : AbstractValidator<PositionInput>
{
    public PositionValidator(TimeProvider clock)
    {
        RuleFor(position => position.StatedOn)
            .Must(statedOn => PartialDate.Parse(statedOn).First < EndOfTomorrow(clock))
            .Says(Codes.StatedOnInFuture, "A statement is dated tomorrow (UTC) at the latest.");
        RuleForEach(position => position.Citations).SetValidator(new CitationValidator());
        RuleFor(position => position).Custom(CheckOneSource);
        RuleForEach(position => position.Conditions).ChildRules(condition => condition.RuleFor(each => each.Status)
            .NotNull().When(each => each.StatusOn is not null)
            .WithErrorCode(Codes.StatusOnWithoutStatus)
            .WithMessage("status_on tells since when a status holds: send the status with it."));
        RuleFor(position => position).Custom(CheckModality);
        RuleForEach(position => position.ReportedBy)
            .Must((position, reporter) => reporter != position.ActorId)
            .Says(Codes.SelfReference, "reported_by is somebody else's word about the holder; leave the holder out.");
        this.Distinct("Conditions", position => position.Conditions, condition => condition.Id);
        this.Distinct("ReportedBy", position => position.ReportedBy, reporter => reporter);
        this.Distinct("ArgumentIds", position => position.ArgumentIds, argument => argument);
    }

    private static long EndOfTomorrow(TimeProvider clock) =>
        Instant.Microseconds(new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(2));

    private static void CheckOneSource(PositionInput position, ValidationContext<PositionInput> context)
    {
        foreach (var (index, citation) in position.Citations.Index())
        {
            if (citation.SourceId == position.Citations[0].SourceId) continue;
            Add(context, $"Citations[{index}].SourceId", Codes.SeveralSources, "Another source's report of the same words is another position.");
        }
    }

    private static void CheckModality(PositionInput position, ValidationContext<PositionInput> context)
    {
        var hasRequirement = (position.Conditions ?? []).Any(condition => condition.Strength == ConditionStrength.Requirement);
        if (position.Modality == Modality.Conditional && !hasRequirement)
            Add(context, "Conditions", Codes.ConditionalWithoutRequirement, "Name at least one condition of strength requirement, or choose another modality.");
        if (position.Modality != Modality.Conditional && hasRequirement)
            Add(context, "Modality", Codes.RequirementWithoutConditional, "With a requirement the modality is conditional; a mere wish is a preference.");
    }

    private static void Add(ValidationContext<PositionInput> context, string property, string code, string advice) =>
        context.AddFailure(new ValidationFailure(property, advice) { ErrorCode = code });
}
