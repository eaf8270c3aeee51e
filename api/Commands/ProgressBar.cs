using System.Globalization;
using Spectre.Console;

namespace StanceApi.Commands;

/// <summary>How far long work has come, on standard error: a bar on a terminal, a line now and then elsewhere.</summary>
internal sealed class ProgressBar
{
    private readonly ProgressTask? task;

    private ProgressBar(ProgressTask? task) => this.task = task;

    /// <summary>Runs work that tells its progress.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="most">What the progress comes to in the end; 0 where that is told later; null where nobody ever knows: then only a terminal shows it.</param>
    /// <param name="work">The work.</param>
    public static Task<T> RunAsync<T>(string name, long? most, Func<ProgressBar, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (most is null && (Console.IsErrorRedirected || !console.Profile.Capabilities.Interactive)) return work(new ProgressBar(null));
        ProgressColumn[] ending = most is null ? [new ElapsedTimeColumn()] : [new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn()];
        return console.Progress()
            .AutoClear(true)
            .Columns([new TaskDescriptionColumn(), new ProgressBarColumn(), .. ending])
            .StartAsync(context =>
            {
                var task = context.AddTask(Markup.Escape(name), maxValue: Math.Max(1, most ?? 0));
                task.IsIndeterminate = most is null or 0;
                return work(new ProgressBar(task));
            });
    }

    public void Add(int done) => task?.Increment(done);

    /// <summary>Says how many bytes there were, where nobody knows how many there will be.</summary>
    public void Count(long bytes)
    {
        if (task is not null) task.Description = string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_048_576} MB");
    }

    /// <summary>Says how far the work is, and how far it will come (0: nobody knows).</summary>
    public void Tell(string name, long done, long most)
    {
        if (task is null || most == 0) return;
        task.Description = Markup.Escape(name);
        task.IsIndeterminate = false;
        task.MaxValue = most;
        task.Value = done;
    }
}
