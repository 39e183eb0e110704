using Faultline.Services.CloudFormation.Keeping;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>Takes an operation on, as far as it can go without asking anybody, and says what is to be asked.</summary>
internal static class Settling
{
    public static void Settle(Scene scene)
    {
        // Each phase may end in the next one at once.
        for (var phase = Phase.Halted; scene.Stack.Operation is { } under && under.Phase != phase;)
        {
            phase = under.Phase;
            switch (phase)
            {
                case Phase.Forward:
                    Forward.Go(scene);
                    break;
                case Phase.Backward when IsOfCreation(under):
                    Deletion.Go(scene, Endings.CreationRolledBack);
                    break;
                case Phase.Backward:
                    Backward.Go(scene);
                    break;
                case Phase.Cleanup or Phase.BackwardCleanup:
                    Deletion.Clean(scene);
                    break;
                case Phase.Delete:
                    Deletion.Go(scene, Endings.Deleted);
                    break;
            }
        }
    }

    /// <summary>There is nothing to go back to: whatever was made goes.</summary>
    public static bool IsOfCreation(Undertaking under) =>
        under.Kind is Api.CloudFormation.OperationType.CreateStack;
}
