using System.Collections.ObjectModel;
using StanceApi.Http;

namespace StanceApi.Nouns;

/// <summary>The verb of a change.</summary>
internal enum ChangeVerb
{
    /// <summary>Creates; a record of the id must not be there.</summary>
    Create,

    /// <summary>Creates, replaces, or restores what was retired.</summary>
    Put,

    /// <summary>Changes the record that is there.</summary>
    Patch,

    /// <summary>Retires the record that is there.</summary>
    Retire,
}

/// <summary>A change that somebody asks for.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Id">The record's id.</param>
/// <param name="Precondition">What the record must be for the change to take place.</param>
/// <param name="Input">The new content, given the current row; a problem where there is none.</param>
internal sealed record Change<TInput, TRow>(
    ChangeVerb Verb, string Id, Precondition Precondition, Func<TRow?, (TInput? Input, Problem? Problem)> Input)
    where TInput : class
    where TRow : class
{
    /// <summary>The noun's own flags that the request set.</summary>
    public IReadOnlySet<string> Options { get; init; } = ReadOnlySet<string>.Empty;

    public static Change<TInput, TRow> Create(string id, TInput input) => new(ChangeVerb.Create, id, Precondition.None, _ => (input, null));

    public static Change<TInput, TRow> Put(string id, TInput input, Precondition precondition) =>
        new(ChangeVerb.Put, id, precondition, _ => (input, null));

    public static Change<TInput, TRow> Patch(string id, Func<TRow?, (TInput?, Problem?)> merge, Precondition precondition) =>
        new(ChangeVerb.Patch, id, precondition, merge);

    public static Change<TInput, TRow> Retire(string id, Precondition precondition) =>
        new(ChangeVerb.Retire, id, precondition, _ => (null, null));
}

/// <summary>What became of a change.</summary>
internal enum Effect
{
    Created,
    Restored,
    Updated,

    /// <summary>The content was equal: no version, no feed entry.</summary>
    Unchanged,
    Retired,
}

/// <summary>The effect with the row after it (before it, for a retirement), or the problem that kept it from taking place.</summary>
internal readonly record struct Written<TRow>(Effect Effect, TRow? Row, Problem? Problem)
    where TRow : class
{
    public static implicit operator Written<TRow>(Problem problem) => new(default, null, problem);
}
