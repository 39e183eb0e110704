using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Faultline.Simulation;

/// <summary>
/// Puts into words which method a continuation belongs to and what a task waits for. It looks into the compiler's
/// state machines: good enough for a message, and used for nothing else.
/// </summary>
internal static partial class Waits
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const int DepthMax = 40;

    public static string NameOf(object detail) => detail switch
    {
        Delegate { Target: Task box } => NameOfTask(box),
        Delegate { Target: Delegate inner } => NameOf(inner),
        Delegate action => NameOf(action.Method),
        Task task => NameOfTask(task),
        _ => detail.ToString() ?? detail.GetType().Name,
    };

    /// <summary>The way from a task down to what it waits for.</summary>
    public static string Below(Task task)
    {
        var way = new StringBuilder();
        object? next = task;
        for (var depth = 0; next is not null && depth < DepthMax; depth++)
        {
            way.Append(way.Length == 0 ? "" : " > ").Append(NameOf(next));
            next = AwaitedBy(next);
        }

        return way.ToString();
    }

    private static string NameOfTask(Task task)
    {
        // By its type: a machine that has ended is no longer there.
        var machine = task.GetType().GenericTypeArguments.LastOrDefault(typeof(IAsyncStateMachine).IsAssignableFrom);
        return machine is null ? Plain(task.GetType()) : $"{Owner(machine)}.{Readable(machine.Name)}";
    }

    private static string NameOf(MethodInfo method) =>
        method.DeclaringType is { } type ? $"{Owner(type, self: true)}.{Readable(method.Name)}" : method.Name;

    /// <summary>The nearest type that a person wrote, rather than the compiler.</summary>
    private static string Owner(Type type, bool self = false)
    {
        var owner = self ? type : type.DeclaringType;
        while (owner is { DeclaringType: { } outer } && owner.Name.StartsWith('<'))
        {
            owner = outer;
        }

        return owner is null ? "?" : Plain(owner);
    }

    private static string Plain(Type type) => type.Name.Split('`')[0];

    private static string Readable(string name)
    {
        var match = MethodName().Match(name);
        return match.Success ? match.Groups["name"].Value : name;
    }

    private static object? MachineOf(object box) =>
        box.GetType().GetField("StateMachine", Fields)?.GetValue(box);

    private static object? AwaitedBy(object box)
    {
        if (MachineOf(box) is not { } machine)
        {
            return box is Task { AsyncState: Errand { Work: { IsCompleted: false } work } } ? work : null;
        }

        foreach (var field in machine.GetType().GetFields(Fields))
        {
            if (field.Name.StartsWith("<>u__", StringComparison.Ordinal)
                && field.GetValue(machine) is ICriticalNotifyCompletion awaiter
                && Pending(awaiter, depth: 0) is { } pending)
            {
                return pending;
            }
        }

        return null;
    }

    /// <summary>The task within an awaiter, found by its type through whatever wraps it.</summary>
    private static object? Pending(object awaiter, int depth)
    {
        foreach (var field in awaiter.GetType().GetFields(Fields))
        {
            switch (field.GetValue(awaiter))
            {
                case Task { IsCompleted: false } task:
                    return task;
                case { } inner when field.FieldType.IsValueType && !field.FieldType.IsPrimitive && depth < 3
                    && Pending(inner, depth + 1) is { } found:
                    return found;
                case { } box when MachineOf(box) is not null:
                    return box;
            }
        }

        return null;
    }

    [GeneratedRegex("^.*g__(?<name>[^|]+)\\||^<+(?<name>[^<>]+)>")]
    private static partial Regex MethodName();
}
